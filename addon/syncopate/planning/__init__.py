"""What shall be done, and when: pure functions from state to plan."""
