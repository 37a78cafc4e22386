"""Files of what was watched, rated and listed: one module for each service's; all pure."""
