"""What happens at one side of a link, told to the other at once. It hastens runs, and replaces none."""
