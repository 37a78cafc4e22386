"""SIMKL: history, ratings and what is planned to be watched, of films, shows and anime.

Everything a user has is in one library, each title on one of five lists: so what is written in one respect
can lose another one. `holding.py` looks at what is there before anything is written that could.
"""
