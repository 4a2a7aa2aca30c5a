"""Who signs in to the demonstration. Printed by the launcher and read by the demo command."""

PASSWORD = "Fazhi-2026!"  # noqa: S105 - the public password of fictional people
# Name to sign in with, and what the person is, in Chinese and English.
ACCOUNTS = (
    ("jingban1", "街道经办人", "officer of a street office"),
    ("fuzeren1", "街道负责人", "office lead of the same office"),
    ("jingban2", "另一街道经办人（报告被退回）", "officer of another office, its report returned"),
    ("shenhe1", "县司法局审核人员", "reviewer at the county bureau"),
    ("shenhe2", "另一名审核人员", "another reviewer"),
    ("fuhe", "复核人员", "chief reviewer"),
    ("guanli", "县级管理员", "bureau administrator"),
    ("shiji", "市级管理员（查看各县，只读）", "administrator of the city above, reads the counties"),
    ("shenji", "审计人员", "auditor, reads the log"),
    ("anquan", "安全管理员", "security administrator"),
    ("xitong", "系统管理员", "system administrator"),
)
