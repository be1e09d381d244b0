"""/inpaint: a part of a picture is drawn anew; the rest stays, to the pixel.

The part is marked by a mask, by what is transparent, or by drawing on the picture with any editor and
replying with that. In a chat the mask is shown first.
"""

from typing import TYPE_CHECKING

from pydantic import BaseModel

from bots.attachment import Attachment
from bots.bringing import Brought, bring, keep_picture, opened
from bots.chat import Button, Reply
from bots.command import Command, Visit
from bots.commands.control import as_jpeg
from bots.defaults import told
from bots.discretion import Discreet
from bots.errors import AttachmentMissing
from bots.offering import confirm_line
from bots.reply import job_reply
from generation.compose import Switch
from generation.modes.forms import InpaintForm, inpaint
from generation.requests import InpaintRequest

if TYPE_CHECKING:
    from PIL.Image import Image

DIRECT = "web"  # the platform where people see their mask while they paint it


class MaskedPicture(BaseModel, frozen=True):
    """What is sent along, or lies in the message that is replied to. It stands first among the options."""

    picture: Attachment | None = None
    mask: Attachment | None = None  # black and white, or the picture with something drawn on it


class InpaintSheet(Discreet, InpaintForm, MaskedPicture, frozen=True, extra="forbid"):
    """The options of /inpaint."""


async def answer(form: InpaintSheet, visit: Visit) -> Reply:
    """Find the mask and show it; where it was seen before, put the picture in the queue."""
    counter = visit.counter
    picture = await bring(form.picture, "picture", visit)
    second = await bring(form.mask, "mask", visit) if form.mask else None
    picture, second = await counter.check(_in_order, picture, second)
    mask, shown = await counter.check(_mask, picture, second, form.invert is Switch.ON)
    request = inpaint(form, picture.key, await keep_picture(mask, visit), picture.size, counter.catalogue)
    if visit.place.platform != DIRECT:
        return await _show(request, shown, visit)
    job = await counter.call(counter.desk.submit, told(request, visit), visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


async def _show(request: InpaintRequest, shown: bytes, visit: Visit) -> Reply:
    """Show what would be drawn anew, and its price; a button makes it. Nothing is charged."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    offer = await counter.call(counter.desk.offers.extend, request, visit.sender, visit.place)
    buttons = (
        Button("make", str(offer.id), wording.say("button-make")),
        Button("leave", str(offer.id), wording.say("button-leave")),
    )
    text = f"{wording.say('inpaint-shown')}\n{confirm_line(offer.quote, wording)}"
    return Reply(text, buttons, preview=shown, private=True)


def _in_order(picture: Brought, second: Brought | None) -> tuple[Brought, Brought | None]:
    """Tell the picture from its mask, however they were sent."""
    from generation.modes.mask import is_mask  # noqa: PLC0415 - OpenCV

    if second is None or second.alpha or is_mask(opened(second.png)) or not is_mask(opened(picture.png)):
        return picture, second
    return second, picture


def _mask(picture: Brought, second: Brought | None, invert: bool) -> "tuple[Image, bytes]":
    """Find what is to be drawn anew. Returns: the mask, and a JPEG that shows it on the picture.

    Raises AttachmentMissing where nothing marks it.
    """
    from PIL import ImageChops  # noqa: PLC0415 - only where somebody brings pictures

    from generation.modes.mask import fit_mask, is_mask, overlay  # noqa: PLC0415 - OpenCV
    from generation.modes.scribble import mask_of  # noqa: PLC0415 - as above

    photo = opened(picture.png)
    if second is None or (second.alpha and not is_mask(opened(second.png))):
        clear = (second or picture).alpha
        if not clear:
            raise AttachmentMissing("mask")
        mask = fit_mask(ImageChops.invert(opened(clear)), photo.size, invert=invert)
    else:
        mask = mask_of(photo, opened(second.png), invert=invert)
    return mask, as_jpeg(overlay(photo, mask))


INPAINT = Command("inpaint", InpaintSheet, answer, text_field="prompt")
