# Home Assistant answers to this name with probatio since 2026.9: so the types are those.
from probatio import *
