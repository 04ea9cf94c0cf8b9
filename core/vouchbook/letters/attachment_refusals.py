"""The words of refusals about documents that somebody attaches."""

from __future__ import annotations

_SAVE = "save or print it as a PDF, and give that"

WORDS: dict[str, str] = {
    "attachment_exists": "{attachment} is attached already; give another document a new id",
    "unknown_attachment": "there is no such document here, or it was removed; see the item for those that there are",
    "attachment_gone": "this document was removed; add it again if it is needed",
    "attachments_full": (
        "{most} documents are attached already; withdraw some that nobody needs, before you add another"
    ),
    "attachments_of_item_full": (
        "{most} documents are attached to this item already; put several pages into one PDF, or remove some"
    ),
    "attachment_empty": "this file is empty; check it on your device, and give it again",
    "attachment_too_large": (
        "this file is larger than {most} MB; scan it in black and white or at 200 dots per inch, or give it in parts"
    ),
    "attachment_other_kind": (
        "this file's name ends in .{ending}, but what is in it is something else; give the scan itself: a PDF, a PNG "
        "or a JPEG"
    ),
    "attachment_ending": (
        "what is in this file can be kept, but its name does not say so; give it a name that ends in .pdf, .png or .jpg"
    ),
    "attachment_unknown": "only PDF, PNG and JPEG files are kept; scan or photograph the paper, and give that file",
    "attachment_markup": "web pages and drawings (HTML, SVG) are not kept, because they may hold programs; " + _SAVE,
    "attachment_office": "office files are not kept, because they may hold macros; " + _SAVE,
    "attachment_image": "pictures of this kind are not kept; give it as a JPEG or PNG, or the page as a PDF",
    "attachment_photo": (
        "photos in Apple's HEIC format are not kept, because many reviewers cannot open them; give the photo from the "
        "photo library, which sends a JPEG, or save it as JPEG"
    ),
    "attachment_two_kinds": (
        "this file is of two kinds at once, as no scan is; open it, save or print it anew as a PDF, and choose that"
    ),
    "attachment_damaged": "this file is damaged or not complete; open it, save it again, and choose the new file",
    "attachment_too_many_dots": (
        "this picture has more dots than {most} million, or more than a scan of its size can have; scan it at 300 dots "
        "per inch, and give that"
    ),
    "attachment_altered": "the document is not what was attached; say so to the coordinator, and add it again",
    "item_moved_on": (
        "this was changed meanwhile, in another window or by somebody else: revision {revision} is recorded now; open "
        "both, and choose one"
    ),
    "unknown_form": "there is no such form; go back to your evidence, and choose from the list",
    "not_offered_here": "this is not something that is added here; go back to your evidence, and choose from the list",
}
