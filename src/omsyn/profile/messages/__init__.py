"""Messages: sentences that a councillor understands and can check, chosen for each place."""

from omsyn.profile.messages.choose import HANDFUL, choose
from omsyn.profile.messages.outlook import Outlook, PlacesNeed, Share80, StaffNeed

__all__ = ["HANDFUL", "Outlook", "PlacesNeed", "Share80", "StaffNeed", "choose"]
