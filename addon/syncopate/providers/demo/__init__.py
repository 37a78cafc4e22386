"""The template to read first: a whole provider in memory.

`manifest.py` says what it is and can, import-light. `client.py` talks to the service: here the service is in
memory. Each capability has its module, named as the capability, with a class that fulfils the protocol of
`providers/capability.py` and `create(context)` that makes it. Reads answer with what is known or say that it
is not; only writes raise. `scripts/new-provider NAME` copies it.
"""
