"""One router an area. A route reads or hands down a command, and dresses the answer."""
