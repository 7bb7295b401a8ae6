"""What gets written down in the demo: short, warm, about us, readable by the person."""

from tracker.domain.vocabulary import JusticeKind, Outcome, PauseKind, StayEnding

PLACES = (
    "The library", "The café on the corner", "Their mum's kitchen", "The park by the river",
    "The youth centre", "The boxing gym", "Our office, the small room", "College canteen",
    "A walk round the lake", "The allotment", "The skate park", "Outside the job centre",
)  # fmt: skip
MET = (
    "Walked and talked. Good to see each other.",
    "Made tea, looked at college courses together.",
    "Talked about home. A hard week, and still turned up with a joke.",
    "Filled in the housing form together. Took an hour, done now.",
    "Played pool. Talked more than last time.",
    "Went through the letter from the council. It is not as bad as it looked.",
    "Cooked pasta. Talked about sleeping better.",
    "Quiet one today. Sat by the river, that was enough.",
    "Big news: a trial shift on Saturday. We practised what to say.",
    "Talked about what a good month would look like.",
    "Met at the gym, then chips. Laughed a lot.",
    "Talked about their brother coming home, and what would help.",
    "Looked at the bus route for the new placement, then rode it once.",
    "Talked about the argument last week and what was underneath it.",
    "Signed up at the dentist. Both of us hate dentists.",
    "Went to the open day. They asked better questions than I did.",
)
SPOKE = (
    "Quick call. All fine, tired from work.",
    "Rang to say the interview went well.",
    "Spoke for ten minutes about the weekend.",
    "Called to check the new phone works. It does.",
    "Talked through what to say to school tomorrow.",
    "A worried call about money. We sorted the top-up and felt better.",
    "Spoke while they walked the dog.",
    "Rang back after tea. Good chat about the match.",
)
MESSAGED = (
    "Texts about Thursday. A thumbs up and a photo of the dog.",
    "Messaged about the form, sorted in three texts.",
    "Swapped messages about the game.",
    "Good luck message before the exam, and a nice one back.",
    "Texted the address and the bus number. Got a thanks.",
    "Wrote to say well done. They wrote back the same day.",
)
NOT_HAPPENED = {
    Outcome.THEY_CANCELLED: ("Texted in the morning to say today is too much. Good to be told.",
                             "Called to cancel: looking after the little one."),
    Outcome.THEY_MOVED: ("Asked for Friday instead. Easy.", "The timetable changed, moved."),
    Outcome.MISSED_EACH_OTHER: ("Waited a bit at the café. We find another time.",
                                "We missed each other. Sent a warm text: no worries."),
    Outcome.COULD_NOT_BE_BROUGHT: ("The lift fell through, not down to them.",
                                   "Nobody could drive today. Next time we come over."),
    Outcome.COULD_NOT_COME: ("Called in to work at short notice, told us after.",
                             "The bus was off. Told us in the evening."),
    Outcome.WE_CANCELLED: ("I was unwell and had to cancel. That was us.",
                           "We had to cancel for a training day. That was us, said sorry."),
    Outcome.WE_MOVED: ("I had to move it by two days. That was us.",),
    Outcome.WE_WERE_NOT_THERE: ("I mixed up the day. Rang to say sorry.",),
    Outcome.WE_DID_NOT_TELL_THEM: ("The place changed and no text went out.",),
    Outcome.THEY_TRIED: ("Rang twice and we did not pick up. Called back later.",),
    Outcome.WE_TRIED: ("Left a short voicemail, nothing to answer.", "Sent a hello. No hurry.",
                       "Rang once, no pressure."),
}  # fmt: skip
AGREED = (
    "We ring the college together on Monday.",
    "Same place next time.",
    "I bring the form, you bring your card.",
    "We try the gym once and see.",
    "A text on Sunday evening.",
    "I ask about the bus pass.",
    "Meet your nan next time, if she likes.",
    "We look at rooms together.",
)
TEAM_NOTES = (
    "Worth asking about sleep next time.",
    "Rae's idea about the cookery course went down well.",
    "If I am away: likes football, not small talk.",
    "Home is loud just now. Walks work better than rooms.",
    "Check we sent the travel money.",
    "I could have listened more today.",
)
HELD_BACK = "It is about someone else in the family."
WORRIED = "Told the safeguarding lead the same afternoon; agreed we ring tomorrow."
JOINT = "The three of us met. We told how it will go from here, and laughed about the old days."
GOODBYE = "Said goodbye properly, with cake. We both kept it together, just."
HELLO = "First time just the two of us. Talked about music for an hour."
FIRST = ("First meeting. Mostly said who I am and that I am not going anywhere.",
         "First time. They showed me round the park. Good start.")  # fmt: skip
DEPUTY = "Came along so that we know each other. Good to put a face to the name."
COVERED = ("Saying hello while their worker is away.", "Kept it light, their worker is back soon.")
SOMEONE_CLOSE = "Spoke with their mum, with their yes. She says thanks for keeping at it."
ANOTHER_SERVICE = "Rang housing together on speaker. They will write by Friday."
PAUSES = {
    PauseKind.ASKED_FOR_SPACE: "Asked for some space before exams. The door is open.",
    PauseKind.HOLIDAY: "Away to see family. Back after that, then we text.",
    PauseKind.LOST_TOUCH: "We agreed to wait, with a card sent and the door open.",
}
ENDINGS = {
    StayEnding.MOVED_ON: "In work and in touch with the people who matter. A good goodbye.",
    StayEnding.NO_INTERVENTION_NEEDED: "Has good people around. Nothing from us was needed.",
    StayEnding.MOVED_AWAY: "Moved to their aunt's up the coast. We passed on our number.",
    StayEnding.THEIR_CHOICE: "Said it is enough for now. Knows how to find us.",
    StayEnding.ANOTHER_SERVICE: "The college's own support knows them well. We stepped back.",
    StayEnding.DIED: "We are so sorry. We wrote to the family.",
    StayEnding.OTHER: "Was written in twice: the other page has the story.",
}
JUSTICE = {
    JusticeKind.STOP: "Stopped on the way home from football.",
    JusticeKind.ARREST: "Kept overnight, home by lunch. Shaken.",
    JusticeKind.INTERVIEW: "Asked to come in for a talk, a solicitor came too.",
    JusticeKind.COURT: "A hearing. We sat together after.",
    JusticeKind.CUSTODY: "Taken into custody.",
    JusticeKind.RELEASE: "Home again.",
    JusticeKind.SEARCH_AT_HOME: "A search at home early in the morning. Everyone was upset.",
    JusticeKind.CAUTION: "A caution. Wanted to understand what it means.",
}
WANTS = "Wants to know their rights, and to not talk about it for a bit."
OURS = ("Ring the college about the taster day", "Ask housing where the form is",
        "Send the bus times", "Write the letter for the gym", "Find out about the driving theory",
        "Bring the photos from the trip")  # fmt: skip
THEIRS = ("Try the Tuesday session once", "Show the letter to mum", "Text when it gets too much",
          "Go for one run this week", "Think about the placement")  # fmt: skip
BELIEFS = (
    "I believe you can run a kitchen one day. You already feed the whole house.",
    "You keep going back to what is hard. That is rare, and it will carry you.",
    "You are the person your sister rings first. You can be that for yourself too.",
    "I believe you will get that certificate, in your own time.",
    "You notice when others are left out. The world needs people who do.",
)
LIKES = ("Football, loud music, chips with too much vinegar.", "Drawing. Dogs. Being outside.",
         "Fixing bikes.", "Baking for my nan.", "Anime, and quiet till noon.")  # fmt: skip
MATTERS = ("My little brother.", "That people ring when they say they will.", "My own front door.")
SUPPORT = ("Walk, do not sit. Text before you ring.", "Say it straight.", "Give me a minute.")
NOT_AGAIN = ("Telling the whole story again to someone new.", "The clinic on the high street.")
OPENED = "Helping a colleague who is unwell today: the person is at our door and asks for help."
CORRECTED = "I had the day before in mind: it was a call."
