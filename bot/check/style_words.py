"""The words and phrases that the rules on style look for: written down once, so that a word more is a word more here."""

from __future__ import annotations

from typing import Final

OPENINGS: Final = (
    r"(?:it is|it's|it’s) (?:\w+ )?(?:important|essential|crucial|vital|necessary|worth|well known|no secret|safe to say|clear that|interesting|key)",  # noqa: RUF001 - as some type it
    r"in (?:today's|today’s|the modern|our modern|this modern|the current|this day)",  # noqa: RUF001 - the same
    "nowadays",
    r"these days,",
    "in recent years",
    r"as (?:we|you) (?:all )?(?:\w+ )?know",
    "as (?:mentioned|stated|the name suggests|the name implies)",
    "(?:there are|there is|there exist) (?:so )?(?:many|several|various|numerous|countless|multiple|different|a lot|lots|a number|a variety|a wide|no easy|no simple|no single)",
    r"well,",
    r"so,",
    r"actually,",
    r"basically,",
    r"essentially,",
    r"honestly,",
    r"sure[,!]",
    r"certainly[,!]",
    "(?:this|that|it) is an? (?:\\w+ )?question",
    "(?:what an? )?(?:great|good|excellent|interesting|fair|tough|common|frequent) question",
    "thank you for (?:asking|your)",
    "thanks for (?:asking|your)",
    "(?:this|your) question",
    "the (?:short |simple |quick |honest )?answer (?:to|is)",
    "to answer (?:this|that|your|the)",
    "when it comes to",
    "with regard to",
    "regarding",
    "in terms of",
    "first of all",
    "first and foremost",
    "to (?:begin|start) with",
    "before we",
    "before answering",
    "let me",
    r"let(?:'s|’s| us)",  # noqa: RUF001 - the same
    "simply put",
    "in short,",
    "in a nutshell",
    "generally speaking",
    "needless to say",
    "believe it or not",
    "i would say",
    "i think",
    "if you(?:'re| are) wondering",
    "you (?:may|might|are probably|may be|might be) (?:be )?(?:wonder|asking)\\w*",
    "(?:have you )?ever wondered",
    "have you ever",
    "did you know",
    "many (?:people|beginners|developers|juniors) (?:ask|wonder|think|believe)",
    "everybody knows",
    "everyone knows",
    "here (?:is|are)",
    "below (?:is|are|you|we)",
    "the following",
)
"""What answers begin with that have not begun yet, as regular expressions."""

VERDICTS: Final = tuple(
    """
    yes no not never always usually mostly rarely seldom often sometimes hardly partly both neither either nearly almost
    probably likely unlikely possibly perhaps maybe definitely absolutely generally typically only if depends
    it(?:'s|\\sis)?\\s(?:\\w+\\s)?depends? in\\spart in\\sprinciple in\\spractice in\\sgeneral in\\smost up\\sto\\sa\\spoint
    to\\sa\\sdegree as\\sa\\srule for\\smost with at\\sfirst less more
    """.split()  # noqa: SIM905 - words are easier to read in a row
)
"""What a sentence begins with that says yes, no, or how far, as regular expressions."""

PLAIN_SUBJECTS: Final = frozenset(
    "you i we they it he she nobody everybody everyone anybody anyone most some many few all none one".split()  # noqa: SIM905 - the same
)
"""What a sentence begins with that says plainly what is the case, as in "You need curiosity"."""

ALSO_ORDINARY: Final = frozenset(
    "am an as at be by do go he hi if in is it me my no of oh ok on or ox so to up us vs we".split()  # noqa: SIM905 - the same
)
"""Words of two letters, which the list of ordinary words leaves out."""

CALENDAR: Final = tuple(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday
    January February April June July August September October November December Christmas
    """.split()  # noqa: SIM905 - the same
)
"""Names that it would be odd to have to list."""

PREFIXES: Final = frozenset(
    "anti auto co de ex inter intra meta micro mid multi non post pre pro re self semi sub super un".split()  # noqa: SIM905 - the same
)
"""What is no word, and stands before a hyphen."""

CONTRACTED: Final = frozenset(
    """
    ain't aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't mightn't mustn't needn't shouldn't wasn't
    weren't won't wouldn't i'd i'll i'm i've you'd you'll you're you've he'd he'll he's she'd she'll she's it'd it'll it's
    we'd we'll we're we've they'd they'll they're they've that'd that'll that's there's there'll what's what're who's who'd
    who'll where's when's how's why's here's let's o'clock
    """.split()  # noqa: SIM905 - the same
)
"""Words with an apostrophe that is not one of possession."""

FILLER: Final = (
    "(?:it is|it's) (?:important|essential|crucial|vital|worth|interesting) (?:to (?:note|remember|mention|know|understand|keep)|noting|mentioning|remembering)",
    r"it should be (?:noted|mentioned|remembered)",
    r"please note(?: that)?",
    r"in today's (?:\w+ )?(?:world|age|landscape|environment|market|era)",
    r"in the (?:modern|digital) (?:world|age|era)",
    r"in this day and age",
    r"(?:play|plays|playing|played) an? (?:\w+ )?(?:role|part) in",
    r"at the end of the day",
    r"when all is said and done",
    r"last but not least",
    r"needless to say",
    r"as a matter of fact",
    r"for all intents and purposes",
    r"due to the fact that",
    r"in order to",
    r"the fact of the matter",
    r"in the realm of",
    r"in the world of",
    r"a wide (?:range|variety|array) of",
    r"a (?:plethora|myriad|multitude) of",
    r"in (?:my|our) experience",
    r"in my (?:humble )?opinion",
    r"to be honest",
    r"that being said",
    r"having said that",
    r"it goes without saying",
    r"as (?:previously )?mentioned (?:above|before|earlier)",
    r"and so on and so forth",
    r"whether you(?:'re| are) an? .{1,60} or an?",
)
"""What a sentence loses nothing without, as regular expressions."""

MARKETING: Final = (
    "cutting-edge",
    "state-of-the-art",
    "best-in-class",
    "world-class",
    "next-generation",
    "next-level",
    "industry-leading",
    r"game-?changers?",
    "game-changing",
    r"ground-?breaking",
    "revolutionary",
    r"revolutioni[sz]e[sd]?",
    r"seamless(?:ly)?",
    r"effortless(?:ly)?",
    r"supercharge[sd]?",
    r"turbo-?charge[sd]?",
    r"(?:unlock|unleash)(?:es|s|ed|ing)? (?:the|your) (?:full )?(?:potential|power)",
    r"empower(?:s|ed|ing)?",
    r"leverag(?:e|es|ed|ing)",
    r"delv(?:e|es|ed|ing) into",
    r"elevat(?:e|es|ed|ing) your",
    r"blazing(?:ly)?[- ]fast",
    r"lightning[- ]fast",
    "ever-(?:evolving|changing|growing)",
    "fast-paced",
    r"synerg(?:y|ies)",
    "holistic",
    "paradigm shift",
    "pivotal",
    r"rock-?stars?",
    "ninjas?",
    "guru",
    "must-have tools?",
    "one-stop",
    "hassle-free",
    "mission-critical",
    "a testament to",
    "tapestry",
    "take (?:your|it|things|them) to the next level",
)
"""What advertisements say, as regular expressions."""

NOUNS: Final = "developer engineer programmer coder team role job work code skill task side framework language application app service project specialist colleague part tool career"  # fmt: skip
"""What "back-end" stands before, with a hyphen."""
