"""A staging folder: what somebody put there is offered for what is missing."""
