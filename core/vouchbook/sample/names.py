"""Names of people, agencies and trainings: diverse, and plainly invented; every address is at example.org."""

from __future__ import annotations

import unicodedata
from random import Random

from vouchbook.domain.evidence import PersonWords

_GIVEN = (
    "Adaeze", "Aiyana", "Alba", "Amara", "Anjali", "Anouk", "Araceli", "Ayelet", "Beatriz", "Bettina", "Bao", "Callum",
    "Camila", "Chenoa", "Chinedu", "Cosima", "Dalia", "Darius", "Delphine", "Devika", "Dov", "Eleni", "Elif", "Emeka",
    "Esperanza", "Farah", "Fenna", "Fiadh", "Gabriela", "Giang", "Gwendolyn", "Hana", "Hawa", "Henrik", "Idris", "Ilse",
    "Imani", "Inez", "Itzel", "Jamal", "Jorinde", "Josefa", "Kalinda", "Kamala", "Keisha", "Kofi", "Lakshmi", "Latoya",
    "Leilani", "Liv", "Lorcan", "Lucinda", "Mahalia", "Malik", "Marisol", "Mei", "Mireille", "Nadia", "Naomi", "Nayeli",
    "Ngozi", "Nilufar", "Noor", "Octavia", "Odalys", "Oksana", "Oluwaseun", "Paloma", "Parisa", "Philippa", "Priya",
    "Quiana", "Rafael", "Rania", "Rosalind", "Roxana", "Ruta", "Saoirse", "Selam", "Shira", "Sunniva", "Tamsin",
    "Tatiana", "Thandiwe", "Tomasa", "Uchenna", "Ursula", "Valeria", "Verity", "Wilhelmina", "Winona", "Ximena", "Yara",
    "Yesenia", "Yuki", "Zainab", "Zelda", "Zenobia",
)  # fmt: skip
_FIRST = (
    "Amber", "Ash", "Barley", "Birch", "Bramble", "Brook", "Cedar", "Cinder", "Clover", "Copper", "Coral", "Cotton",
    "Dapple", "Ember", "Fennel", "Fern", "Flint", "Glen", "Hazel", "Heather", "Indigo", "Juniper", "Lantern", "Linden",
    "Maple", "Marsh", "Meadow", "Mulberry", "Nettle", "Oat", "Olive", "Otter", "Pebble", "Pepper", "Quill", "Reed",
    "Robin", "Rowan", "Saffron", "Sage", "Sorrel", "Sparrow", "Tansy", "Thistle", "Timber", "Umber", "Violet", "Willow",
    "Winter", "Wren", "Yarrow",
)  # fmt: skip
_SECOND = (
    "acre", "bank", "bell", "berry", "bough", "bridge", "brook", "croft", "dale", "field", "ford", "garth", "gate",
    "glade", "grove", "hollow", "holt", "lake", "leaf", "light", "mead", "mere", "mill", "moor", "path", "pool",
    "ridge", "shade", "stone", "thorn", "vale", "wade", "water", "well", "wick", "wood", "worth", "yard",
)  # fmt: skip
"""A family name is put together from two words of the country, so that it is nobody's and sounds like somebody's."""

_AGENCIES = (
    "Family Wellness", "Early Years Center", "Parent and Baby Clinic", "Home Visiting Project", "Early Head Start",
    "Children's Alliance", "Partnership for Children", "Infant Court Team", "Reflective Practice Group",
)  # fmt: skip
_PLACES = (
    "Bluebird", "Cardinal", "Dogwood", "Falling Water", "Foxglove", "Hickory Gap", "Laurel Fork", "Lost Mitten",
    "Morning Star", "Nine Bends", "Paper Lantern", "Quiet Creek", "Red Wagon", "Rhododendron", "Seven Porches",
    "Sourwood", "Two Rivers", "Wild Strawberry",
)  # fmt: skip
_COUNTIES = {
    "nc": ("Applegate", "Longleaf", "Pinewater", "Sandlewood", "Tidemark", "Yadlow"),
    "tn": ("Cumberhill", "Fiddler", "Hatchway", "Oakbarren", "Smokestone", "Walnut Bend"),
    "wv": ("Bituma", "Crooked Run", "Glade", "Kanashaw", "Seneka", "Tygerville"),
}
TRAININGS = (
    "Foundations of infant mental health", "The relationship as the client", "Observing babies with their parents",
    "Babies in foster care and family court", "Ghosts and angels in the nursery", "Sleep, crying and co-regulation",
    "Fathers of newborns", "Perinatal depression in the family", "Play that heals",
    "Screening social and emotional growth",
    "Early childhood development in context", "Working with interpreters", "Attachment across cultures",
    "Substance use in pregnancy, without blame", "Home visiting in hard times", "Reading a toddler's behavior",
)  # fmt: skip
DEIA = (
    "Whose story counts: equity with families of babies",
    "Every language at the door",
    "Diversity-informed tenets at work",
)
ABOUT_RSC = ("Holding the space: giving reflective supervision", "The parallel process", "Supervising in groups")
INSTITUTIONS = (
    "Longleaf State University",
    "Piedmont Valley College",
    "Cumberhill University",
    "Appalachia Arts College",
)
FIELDS = (
    "Social work",
    "Early childhood education",
    "Clinical psychology",
    "Counseling",
    "Nursing",
    "Human development",
)
_LANGUAGES = (("English",),) * 5 + (("English", "Spanish"),) * 3 + (("English", "Vietnamese"), ("English", "Arabic"),
    ("English", "Cherokee"), ("English", "American Sign Language"), ("English", "Haitian Creole"))  # fmt: skip


class Names:
    """Draws people, nobody twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()

    def person(self, code: str) -> PersonWords:
        given, family = self._given_and_family()
        return PersonWords(
            given_name=given,
            family_name=family,
            email=self._address(given, family),
            county=self._random.choice(_COUNTIES[code]) if code in _COUNTIES else None,
            phone=f"+1 {self._random.randrange(201, 990)} 555 01{self._random.randrange(100):02d}",
            languages=self._random.choice(_LANGUAGES),
        )

    def colleague(self) -> tuple[str, str]:
        """A name and an address."""
        given, family = self._given_and_family()
        return f"{given} {family}", self._address(given, family)

    def agency(self) -> str:
        return f"{self._random.choice(_PLACES)} {self._random.choice(_AGENCIES)}"

    def _given_and_family(self) -> tuple[str, str]:
        given = self._random.choice(_GIVEN)
        family = self._random.choice(_FIRST) + self._random.choice(_SECOND)
        if self._random.random() < 0.2:
            family += "-" + self._random.choice(_FIRST) + self._random.choice(_SECOND)
        return given, family

    def _address(self, given: str, family: str) -> str:
        plain = unicodedata.normalize("NFKD", f"{given}.{family}".lower()).encode("ascii", "ignore").decode()
        address, again = plain, 1
        while address in self._taken:
            again += 1
            address = f"{plain}{again}"
        self._taken.add(address)
        return f"{address}@example.org"
