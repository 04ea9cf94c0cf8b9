"""The words of refusals about documents that somebody attaches."""

from __future__ import annotations

_SAVE = "save or print it as a PDF, and choose that"

WORDS: dict[str, str] = {
    "attachment_exists": "{attachment} is attached already; attach another document under a new id",
    "unknown_attachment": "there is no such document here; it may have been removed",
    "attachment_gone": "this document was removed",
    "attachments_full": "{most} documents are attached already; remove some that nobody needs",
    "attachments_of_item_full": (
        "{most} documents are attached to this item already; put several pages into one PDF, or remove some"
    ),
    "attachment_empty": "this file is empty; choose the file again, or save it once more first",
    "attachment_too_large": (
        "this file is larger than {most} MB; scan it in black and white or at 200 dots per inch, or send it in parts"
    ),
    "attachment_other_kind": (
        "this file's name ends in .{ending}, but what is in it is something else; choose the scan itself: a PDF, a PNG "
        "or a JPEG"
    ),
    "attachment_ending": (
        "what is in this file can be kept, but its name does not say so; rename it to end in .pdf, .png or .jpg"
    ),
    "attachment_unknown": "only PDF, PNG and JPEG files are kept; scan or photograph the paper, and choose that file",
    "attachment_markup": "web pages and drawings (HTML, SVG) are not kept, because they may hold programs; " + _SAVE,
    "attachment_office": "office files are not kept, because they may hold macros; " + _SAVE,
    "attachment_image": "pictures of this kind are not kept; save the picture as JPEG or PNG, or the page as a PDF",
    "attachment_photo": (
        "photos in Apple's HEIC format are not kept, because many reviewers cannot open them; take the photo from the "
        "photo library, which sends a JPEG, or save it as JPEG"
    ),
    "attachment_two_kinds": (
        "this file is of two kinds at once, as no scan is; open it, save or print it anew as a PDF, and choose that"
    ),
    "attachment_damaged": "this file is damaged or not complete; open it, save it again, and choose the new file",
    "attachment_too_many_dots": (
        "this picture has more dots than {most} million, or more than a scan of its size can have; scan it at 300 dots "
        "per inch, or save it smaller"
    ),
    "attachment_altered": "the document is not what was attached; tell the coordinator, and attach it again",
    "item_moved_on": (
        "this was changed meanwhile, in another window or by somebody else: revision {revision} is recorded now; look "
        "at both, and choose one"
    ),
    "unknown_form": "there is no such form; go back to your evidence, and choose from the list",
    "not_offered_here": "this is not something that is added here; go back to your evidence, and choose from the list",
}
