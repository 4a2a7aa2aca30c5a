"""Chinese: as in official documents, no month or day with a leading zero (GB/T 9704)."""

DATE_FORMAT = "Y年n月j日"  # 2026年2月28日
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y年n月j日 H:i"
YEAR_MONTH_FORMAT = "Y年n月"
MONTH_DAY_FORMAT = "n月j日"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
