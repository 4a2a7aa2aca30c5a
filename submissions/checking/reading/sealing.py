"""The red seal of an office taken out of a scanned page, the writing under it left."""

from __future__ import annotations

from PIL import Image, ImageChops

_RED = 45  # how far red must stand above green and blue
_FEWEST_RED = 0.0005  # share of the page
_WHITE_FROM = 170  # brightness of red ink in the red channel, and everything above, becomes paper
_HEAD = 0.35  # share of the first page where a red letterhead may stand


def without_seal(image: Image.Image, *, keep_head: bool) -> Image.Image:
    """The page in grey. In the red channel red ink is as bright as paper while black stays black.

    ``keep_head`` leaves the upper part as it is: the red name of the office stands there.
    """
    if image.mode != "RGB":
        return image.convert("L")
    red, green, blue = image.split()
    excess = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    reddish = sum(excess.histogram()[_RED:])
    grey = image.convert("L")
    if reddish < _FEWEST_RED * image.width * image.height:
        return grey
    clean = red.point([min(255, value * 255 // _WHITE_FROM) for value in range(256)])
    if keep_head:
        head = (0, 0, image.width, int(image.height * _HEAD))
        clean.paste(grey.crop(head), head[:2])
    return clean
