"""Made-up people: names they like to be called, and what they say of themselves."""

from tracker.domain.vocabulary import CameFrom, LikesContactBy

NAMES = (
    "Jay", "Amina", "Kofi", "Tess", "Marek", "Zainab", "Callie", "Yusuf", "Bronwyn", "Tariq",
    "Ellis", "Nia", "Dafydd", "Samira", "Leon", "Orla", "Kwame", "Maisie", "Rohan", "Ffion",
    "Abdi", "Chloe", "Emeka", "Sian", "Nadia", "Tyler", "Ayo", "Megan", "Hamza", "Rosa", "Idris",
    "Keira", "Bilal", "Poppy", "Jerome", "Carys", "Ravi", "Lena", "Malik", "Freya", "Osman",
    "Tilly", "Kamal", "Elsie", "Dion", "Anya", "Rhys", "Leila", "Tobi", "Gwenno", "Faisal",
    "Robyn", "Theo", "Halima", "Cai", "Ines", "Jamal", "Mabli", "Femi", "Skye", "Aron", "Safiya",
    "Luca", "Beca", "Reggie", "Hana", "Owain", "Mina", "Jude", "Aaliyah", "Sol", "Kasia",
    "Tariku", "Erin", "Ishaan", "Lowri", "Deshawn", "Ivy", "Mo", "Aoife", "Nico", "Sabah", "Wes",
    "Heledd", "Arjun", "Lacey", "Elijah", "Yara", "Macsen", "Shanice", "Finn", "Rukhsana",
    "Tomos", "Zoe", "Dario", "Esme", "Kian", "Fatou", "Gethin", "Bea", "Andrei", "Soraya",
    "Alfie", "Nesta", "Kenan", "Jodie", "Taiwo", "Elan", "Marcus", "Ludo", "Shay", "Ola",
    "Caitlin", "Vikram", "Rhiannon", "Zac", "Layla", "Bo", "Ceri", "Musa", "Daisy", "Otis",
    "Thea", "Kwesi", "Alys", "Ronnie", "Amara", "Steffan", "Noa", "Tavi", "Hedd", "Simran",
    "Corey", "Mari", "Ezra", "Jasmin", "Iolo", "Nell", "Hassan", "Dee", "Guto", "Sunniva",
    "Levi", "Ayesha", "Rowan", "Nate", "Efa", "Khalid", "Piper", "Joss", "Anwen", "Tunde",
    "Willow", "Ilyas", "Mali", "Remy", "Seren",
)  # fmt: skip
PRONOUNS = (("she/her",) * 9) + (("he/him",) * 10) + (("they/them",) * 3) + ((None,) * 4)
ETHNICITIES = (
    *(("White British",) * 8),
    *(("White Welsh",) * 4),
    "White Irish",
    "Gypsy or Irish Traveller",
    "White and Black Caribbean",
    "White and Asian",
    *(("Black African",) * 3),
    *(("Black Caribbean",) * 2),
    *(("Pakistani",) * 2),
    "Bangladeshi",
    "Indian",
    "Arab",
    "Any other White background",
    *((None,) * 4),
)
LANGUAGES = (
    *(("English",) * 14),
    *(("Welsh",) * 3),
    "Somali",
    "Polish",
    "Arabic",
    "Urdu",
    "Romanian",
    *((None,) * 4),
)
LIKES = (LikesContactBy.TEXT, LikesContactBy.TEXT, LikesContactBy.CALL, LikesContactBy.EITHER, None)
CAME_FROM = (
    CameFrom.POLICE,
    CameFrom.POLICE,
    CameFrom.YOUTH_SERVICE,
    CameFrom.SCHOOL,
    CameFrom.SOCIAL_CARE,
    CameFrom.FAMILY,
    CameFrom.THEMSELVES,
    CameFrom.HEALTH,
    CameFrom.HOUSING,
    CameFrom.COURT,
    CameFrom.ANOTHER_SERVICE,
    CameFrom.OTHER,
)
HOURS = ("After 11", "Not before school", "Evenings are best", "Text first, then ring", None, None)


def name_of(number: int) -> str:
    """Give the n-th name, from 0: each once, then with the letter of another."""
    again, which = divmod(number, len(NAMES))
    if not again:
        return NAMES[which]
    return f"{NAMES[which]} {chr(ord('A') + (which * 7 + again * 3) % 26)}"
