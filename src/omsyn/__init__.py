"""Omsyn: knowledge base, planning and reporting for Norwegian health and care services.

Importing the package costs nothing: each room loads what it needs when it is used.
"""

__version__ = "0.1.0"
