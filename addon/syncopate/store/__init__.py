"""Everything kept: tables, and one module of functions per aggregate."""
