"""What sources of files share: what is searched for, and what a name claims."""
