"""A QR code as one SVG path, so that it needs neither an image nor an inline style."""

import qrcode

QUIET_ZONE = 4  # modules of white round the code, ISO/IEC 18004


def qr_path(text: str) -> tuple[int, str]:
    """The side of the square in modules, and the path of its black modules."""
    code = qrcode.QRCode(border=QUIET_ZONE, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_black in enumerate(row) if is_black
    )
    return len(matrix), path
