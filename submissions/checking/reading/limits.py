"""Every limit on what is read, in one place; sizes in bytes unless the name says otherwise."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

FILE_BYTES = 50 * MEGABYTE
ZIP_ENTRIES = 5_000
ZIP_LIST_BYTES = MEGABYTE  # the list of contents; ten thousand entries, where a report has a hundred
LIGHT_BYTES = 4 * MEGABYTE  # of XML, which a web server may read itself: at worst a second and 100 MB
ZIP_ENTRY_BYTES = 40 * MEGABYTE  # one part, expanded
ZIP_TOTAL_BYTES = 150 * MEGABYTE  # all parts, as declared
XML_TAGS = 2_000_000  # start and end tags of one part; a hundred times a report's
XML_DEPTH = 200  # libxml2 itself stops at 256
TEXT_CHARACTERS = 500_000  # a hundred times a report
MARKUP_CHARACTERS = 5_000_000  # of a web page, tags and all
PARAGRAPHS = 20_000
LINES = 100_000  # of a plain text, empty ones not counted; broken lines are joined to paragraphs
PDF_PAGES = 300
SCAN_PAGES = 40
IMAGE_PIXELS = 60_000_000  # an A4 page at 600 dpi has 35 million
OLE_STREAM_BYTES = 40 * MEGABYTE

OFFICE_SECONDS = 30  # one LibreOffice conversion; usually two
RECOGNITION_START_SECONDS = 45  # a busy machine loads the models slowly
RECOGNITION_SECONDS_A_PAGE = 20  # usually four

CHILD_SECONDS = 9  # wall clock of a reading child that starts no other program
OFFICE_CHILD_SECONDS = OFFICE_SECONDS + 10
HEAD_CHILD_MEGABYTES = 800  # where a web request waits for it
CHILD_MEGABYTES = 3_000  # address space; recognition alone asks for 1.5 GB
