"""One made-up report written into a real file of every kind, for the reading tests and the bench."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from PIL import Image, ImageChops, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

TITLE = "云岭县清溪镇人民政府关于2024年度法治政府建设情况的报告"
ADDRESSEE = "县委、县政府："
HEADINGS = (
    "一、2024年推进法治政府建设的主要举措和成效",
    "二、存在的不足和原因",
    "三、党政主要负责人履行推进法治建设第一责任人职责情况",
    "四、2025年推进法治政府建设的主要安排",
)
BODIES = (
    "清溪镇全年召开法治建设专题会议4次，镇村两级开展普法宣讲36场，发放宣传手册2800余册，受众5600余人次。"
    "严格落实重大行政决策程序，法律顾问审查合同42份，出具法律意见15条，未发生一起因决策程序引发的行政争议。"
    "综合行政执法队办理简易程序案件28件、一般程序案件6件，全部按期公示。镇调解委员会受理矛盾纠纷113件，"
    "调解成功109件，其余4件已引导当事人依法通过诉讼途径解决。",
    "一是执法力量仍显薄弱，持证人员只有9名，原因在于编制偏紧、培训周期较长。二是部分村干部运用法治思维"
    "解决问题的意识不强，遇到土地流转等纠纷时习惯凭经验办事。三是普法形式较为单一，对外出务工人员覆盖不足。",
    "镇党委书记主持召开党委会专题研究法治建设工作3次，带头讲法治课2场；镇长牵头制定年度法治政府建设工作要点，"
    "对执法证件管理、行政复议答复等事项亲自部署、亲自过问、亲自协调、亲自督办，年终开展述法。",
    "（一）充实执法队伍。上半年组织8名干部参加执法资格考试，力争持证人员达到15名。",
    "（二）改进普法方式。春节前后面向返乡人员开展法治赶集活动，计划不少于10场。",
)
SIGNATURE = "云岭县清溪镇人民政府"
DATE = "2025年1月16日"
PARAGRAPHS = (
    TITLE,
    ADDRESSEE,
    "现将我镇2024年度法治政府建设情况报告如下：",
    HEADINGS[0],
    BODIES[0],
    HEADINGS[1],
    BODIES[1],
    HEADINGS[2],
    BODIES[2],
    HEADINGS[3],
    BODIES[3],
    BODIES[4],
    SIGNATURE,
    DATE,
)
_BODY_SIZE = 16
NO_FONT = "No Chinese font to print with: apt-get install fontconfig fonts-wqy-zenhei"


def has_office() -> bool:
    """Whether LibreOffice is installed here."""
    return shutil.which("soffice") is not None


needs_office = pytest.mark.skipif(not has_office(), reason="LibreOffice (soffice) is not installed here")


@cache
def font_file() -> str:
    """A TrueType font with Chinese letters."""
    if shutil.which("fc-list") is None:
        pytest.skip(NO_FONT)
    listed = subprocess.run(
        ["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=True
    ).stdout
    fonts = sorted(line.split(":")[0] for line in listed.splitlines() if "wqy" in line)
    return fonts[0] if fonts else pytest.skip(NO_FONT)


@cache
def docx_bytes(paragraphs: tuple[str, ...] = PARAGRAPHS) -> bytes:
    """The report as Word would hold it: centred title, indented body, page number in the foot."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(_BODY_SIZE)
    for text in paragraphs:
        paragraph = document.add_paragraph(text)
        if text == TITLE:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.runs[0].font.size = Pt(22)
        elif text in (SIGNATURE, DATE):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif text != ADDRESSEE:
            paragraph.paragraph_format.first_line_indent = Pt(2 * _BODY_SIZE)
    document.sections[0].header.paragraphs[0].text = "清溪镇内部资料"
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    """A python-docx document as bytes."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@cache
def converted(kind: str, source: bytes | None = None) -> bytes:
    """The .docx turned by LibreOffice into ``kind``: doc, pdf, rtf, odt, or ``doc:MS Word 95``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.docx")
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile"]
        path.write_bytes(source if source is not None else docx_bytes())
        subprocess.run(
            [*command, "--headless", "--convert-to", kind, "--outdir", f"{folder}/out", str(path)],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return next(Path(folder, "out").iterdir()).read_bytes()


def rewritten(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """A zip with single entries replaced, added or (None) left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            content = changes.get(name, old.read(name) if name in old.namelist() else b"")
            if content is not None:
                new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def wrapped(paragraphs: tuple[str, ...] = PARAGRAPHS, width: int = 28) -> list[tuple[float, str]]:
    """The lines of the printed report as (indent in characters, text), ``width`` characters each."""
    lines: list[tuple[float, str]] = []
    for text in paragraphs:
        if text in (TITLE, SIGNATURE, DATE):
            for line in _cut(text, width - 4, 0):
                room = width - _wide(line)
                lines.append((room / 2 if text == TITLE else room - 2, line))
            continue
        indent = 0 if text == ADDRESSEE else 2
        first, *rest = _cut(text, width, indent)
        lines.append((indent, first))
        lines += [(0, line) for line in rest]
    return lines


def _wide(text: str) -> float:
    """The length of ``text`` in wide characters; letters and digits take half of one."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def _cut(text: str, width: int, indent: int) -> list[str]:
    """``text`` in lines of ``width`` wide characters."""
    lines, room = [""], float(width - indent)
    for character in text:
        taken = _wide(character)
        if room < taken:
            lines.append("")
            room = float(width)
        lines[-1] += character
        room -= taken
    return lines


@cache
def pdf_bytes(
    paragraphs: tuple[str, ...] = PARAGRAPHS, lines_a_page: int = 22, password: str | None = None
) -> bytes:
    """The report printed as GB/T 9704 asks: 28 characters, 22 lines, page number "— 3 —"."""
    pdfmetrics.registerFont(TTFont("report", font_file(), subfontIndex=0))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), encrypt=password, invariant=1)
    lines = wrapped(paragraphs)
    for page, start in enumerate(range(0, len(lines), lines_a_page), start=1):
        canvas.setFont("report", _BODY_SIZE)
        for row, (indent, text) in enumerate(lines[start : start + lines_a_page]):
            canvas.drawString(80 + indent * _BODY_SIZE, 740 - row * 28.9, text)
        canvas.setFont("report", 14)
        canvas.drawCentredString(297, 50, f"— {page} —")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@cache
def page_image(paragraphs: tuple[str, ...] = PARAGRAPHS, *, seal: bool = True) -> Image.Image:
    """The report on one long page at about 150 dpi, a red seal over signature and date."""
    lines = wrapped(paragraphs)
    size = 33
    image = Image.new("RGB", (1240, 200 + 60 * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(font_file(), size)
    for row, (indent, text) in enumerate(lines):
        draw.text((160 + indent * size, 100 + row * 60), text, font=font, fill="black")
    if seal:
        bottom = 100 + 60 * len(lines)
        stamp = Image.new("RGB", image.size, "white")
        draw = ImageDraw.Draw(stamp)
        draw.ellipse((700, bottom - 260, 1000, bottom + 40), outline=(220, 30, 40), width=9)
        draw.text(
            (765, bottom - 140),
            "清溪镇人民政府",
            font=ImageFont.truetype(font_file(), 24),
            fill=(220, 30, 40),
        )
        image = ImageChops.multiply(image, stamp)  # ink on ink, as a stamp leaves it
    return image


def image_bytes(image: Image.Image, kind: str = "PNG") -> bytes:
    """An image as a file."""
    target = io.BytesIO()
    image.save(target, kind, **({"quality": 80} if image.mode == "RGB" and kind in {"JPEG", "PDF"} else {}))
    return target.getvalue()


@cache
def ofd_bytes(paragraphs: tuple[str, ...] = PARAGRAPHS, lines_a_page: int = 22) -> bytes:
    """The report as GB/T 33190 lays it out, sizes in millimetres, glyph steps in DeltaX."""
    lines = wrapped(paragraphs)
    size, step = 5.6, 10.2
    pages = [lines[at : at + lines_a_page] for at in range(0, len(lines), lines_a_page)]
    namespace = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    entries = {
        "OFD.xml": f'<ofd:OFD {namespace} Version="1.0" DocType="OFD"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {namespace}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
    }
    for number, page in enumerate(pages):
        objects = [
            _ofd_text(28 + indent * size, 37 + row * step, size, text)
            for row, (indent, text) in enumerate(page)
        ]
        objects.append(_ofd_text(99, 275, 4.9, f"— {number + 1} —"))
        entries[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page {namespace}><ofd:Content><ofd:Layer ID="9">{"".join(objects)}</ofd:Layer>'
            "</ofd:Content></ofd:Page>"
        )
    return zipped(
        {name: f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode() for name, text in entries.items()}
    )


def _ofd_text(x: float, y: float, size: float, text: str) -> str:
    steps = f'DeltaX="{" ".join(f"{size * _wide(character):.2f}" for character in text[:-1])}"'
    return (
        f'<ofd:TextObject ID="1" Boundary="{x:.2f} {y:.2f} {size * len(text):.2f} {size:.2f}" Font="1" '
        f'Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size * 0.86:.2f}" {steps}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip file of these entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
