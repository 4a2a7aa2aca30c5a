"""Who: bureaus, offices, people, what they may do and what was done."""

from .audit import AuditCheckpoint, AuditEvent
from .bureau import Bureau
from .membership import BUREAU_ROLES, OFFICE_ROLES, PRIVILEGED_ROLES, Membership, Role
from .notification import Notification
from .office import Office, OfficeChange, OfficeKind
from .sign_in import PasswordRecord, RecoveryCode, UserSession
from .user import User

__all__ = [
    "BUREAU_ROLES",
    "OFFICE_ROLES",
    "PRIVILEGED_ROLES",
    "AuditCheckpoint",
    "AuditEvent",
    "Bureau",
    "Membership",
    "Notification",
    "Office",
    "OfficeChange",
    "OfficeKind",
    "PasswordRecord",
    "RecoveryCode",
    "Role",
    "User",
    "UserSession",
]
