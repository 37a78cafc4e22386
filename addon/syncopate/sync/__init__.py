"""Use cases: gather, match, plan, guard, apply, store, tell."""
