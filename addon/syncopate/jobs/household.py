"""The use cases as they are in a household."""

from syncopate.jobs.work import UseCases
from syncopate.sync.due import due_mirrors
from syncopate.sync.libraries import scan_library
from syncopate.sync.missing import write_lists
from syncopate.sync.playlist import sync_mirror

HOUSEHOLD = UseCases(
    sync_mirror=sync_mirror, due_mirrors=due_mirrors, scan_library=scan_library, write_lists=write_lists
)
