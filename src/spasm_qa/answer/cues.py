"""What the words of a turn give away: of whom it speaks, whether a medicine is taken, whether it goes on, corrects, or starts afresh."""

import re

RELATIVE = (
    "nan|nana|gran|granny|grandma|grandmother|grandad|grandfather|mum|mam|mom|mother|dad|father|husband|hubby|wife|partner|other half|"
    "son|daughter|boy|girl|sister|brother|uncle|aunt|baby|newborn|toddler|kid|child|patient|boyfriend|girlfriend|teammate|"
    "mother in law|father in law|lad|lass|grandson|granddaughter|nephew|niece|cousin"
)
PERSON = re.compile(
    rf"\b(?:my|our|the|her|his|their) ({RELATIVE})\b|"
    r"\b(dad|mum|mom|wife|husband|hubby|son|daughter|gran|nan)\b(?='s| is| has| had| takes| can| gets| was)|"
    r"\b(?:him|her|the (?:man|woman|lady|bloke|chap)) (next door)\b|"
    r"\b(?:a|any) (?:normal|healthy|average|ordinary) (person|adult)\b|\bin (general)\b|\bmost (people)\b"
)
GENERAL = {"person", "adult", "general", "people"}
SELF = re.compile(
    r"\bi (?:also |only |always |usually |often |never |do |just )*(?:sit|stand|work|drive|run|walk|drink|eat|smoke|sleep|play|train)\b|"
    r"\b(?:i'?m|i am|i'?ve|i have|i take|i had|for me|someone like me|my age|back to me|i get|i've got|my (?:kidneys?|liver|"
    r"heart|legs?|calf|calves|back|ms|feet|foot|hands?))\b"
)
ASKER = re.compile(
    r"\bi (?:also |still |already |only )?(?:take|use|get)\b|\bi'?m (?:also |already |still )?(?:on|taking)\b|"
    r"\bmy (?:own )?(?:cramps?|spasms?)\b|\b(?:for|like|about|to|and) me\b(?! to)|\bmyself\b|"
    r"\b(?:me|i'?ve got (?:it|them)|i (?:have|get) (?:it|them)) too\b|"
    r"\bmine\b|\bi'?m (?:\d+ |pregnant|expecting|diabetic)"
)
"""Speaks of the asker's own medicine or complaint."""
OF_THEM = re.compile(
    r"\b(?:gets?|got|suffers?|has (?:the same|them|it|cramps?|spasms?|normal|ordinary)|(?:is|was|'?s|been)(?: \w+)? (?:on|taking|given|"
    r"put on|prescribed|\d{2})|takes?|taking|uses|using)\b"
)
"""Tells that a relative has the complaint, an age or a medicine themselves, and is not only quoted."""
FOR_THEM = re.compile(
    rf"\b(?:for|about|with|in|can|could|should|would|may|might|does|do|is|are|give|giving|let|same) (?:my|our|her|his|their) "
    rf"(?:\w+ )?(?:{RELATIVE})\b(?! (?:rub|massage|help|do|push|stretch|hold|pull|press)\b)"
)
"""Asks for a relative, and not only what they said."""
QUOTED = re.compile(
    rf"\b(?:my|our|the|her|his|their) (?:\w+ )?(?:{RELATIVE})(?: (?:always|just|also|still|only|keeps?|has|had|is|was))*"
    r" (?:reckons?|says?|saying|said|thinks?|thought|swears?|swore|told|tells|telling|insists?|claims?|read|heard|saw|"
    r"suggest(?:s|ed)|recommend(?:s|ed)|mention(?:s|ed)|believes?|warned|warns|moans?|nags?|nagging)\b"
)
"""Quotes a relative: the question stays the asker's own."""
TESTIMONY = re.compile(
    rf"\?\s+(?:my|our|the) (?:{RELATIVE})(?: in [a-z]+)?(?:'s| also| just| always| is| has| was)* "
    r"(?:gets?|takes?|took|uses?|used|had|got|on|given) (?:it|them|one|some|that)\b[^?]*$"
)
"""Tells after a question, in brief, that a relative has what it asks about."""
A_THING_OF = re.compile(r"\b(?:one|two|some|any|half|few|couple) of (?:his|hers|her|theirs|their)\b")
OF_QUOTED = re.compile(r"\b(?:when|while|since|as|after|before) (?:he|she|they)(?:'s| is| was| were| had| has)?\b|\b(?:hers|his|theirs)\b")
"""Tells of a quoted relative, and not of whom the question is for."""
FIRST_PERSON = re.compile(rf"\b(?:i|i'?m|i'?ve|i'?ll|i'?d|me|mine|myself)\b|\bmy (?!(?:{RELATIVE})\b)")
SOMEBODY = re.compile(r"\b(?:he|him|his|she|her|hers|they|them|their)\b")
TAKES = re.compile(
    r"\b(?:i'?m|im|i am|he'?s|she'?s|already|currently|been|stay|still|was|is)(?: \w+){0,2} (?:on|taking)\b"
    r"(?! (?:hold|about|my way|the (?:phone|mend|way)))|\b(?:i|he|she|"
    r"they|wife|husband|mum|dad|gran|who|also|and) (?:also |already |now |still |do )?(?:takes?|use|uses)\b|"
    r"\bi'?ve got(?: some| a)? $|\bi have(?: some| a)? $|\bgot some $|\bgave me\b|\bon board\b|\bprescribed\b|\bwith (?:my|"
    r"his|her)\b|\bon (?:my|his|her)\b|\bi'?ve got \w+ in the cupboard|\bgot put on\b|\bhave (?:just )?(?:been )?started\b|"
    r"\btaking\b|\bsent me home with\b|\bon top of\b|(?:^|[,;]) ?(?:and |also )?on $"
)
WISH = re.compile(
    r"\b(?:can|could|should|may|might|shall|would|to|if|start|try|safe|want to|wants to|add|added)\b(?: \w+){0,3} (?:take|"
    r"use|have|taking|be on|try|start|add)\b|\bdo (?:i|you|we|they) (?:take|use)\b|\bstart\b|\badd(?:ed)?\b|\bwhat (?:do|should)\b"
)
HARMS = re.compile(
    r"\b(?:how (?:do|can|could|would) (?:i|you|we)|how to|want to|going to|help me|way to|enough to)(?: \w+){0,3} "
    r"(?:kill|poison|murder|spike|drug|overdose) "
    r"(?:someone|somebody|people|him|her|them|an? \w+|my (?!pain|cramps?|spasms?|self|muscles?|leg)\w+)|"
    r"\bhow (?:many|much)\b.{0,60}\bfinish (?:off )?(?:someone|somebody|him|her|them|(?:an?|my) (?:grown )?(?:m[ae]n|wom[ae]n|person|adult|"
    r"child|husband|wife|boss|mother|father|mum|dad|neighbour))\b"
)
"""Asks how to harm somebody."""
CORRECTION = re.compile(
    r"^(?:no\b|nope|oh hang on|hang on|sorry|oh sorry|wait|scrap that|actually|correction|i meant?|not that)|\bi meant?\b|"
    r"\bshould have said\b|\bscrap that\b|\bwrong (?:box|one)\b|\bnot the \w+$"
)
FRESH = re.compile(
    r"\b(?:different|another|new|separate|unrelated|other) (?:question|thing|topic|subject)\b|\bone more thing\b|"
    r"\bchanging the subject\b|\bon another note\b"
)
ASIDE = re.compile(
    rf"{FRESH.pattern}|\b(?:while i'?m (?:here|at it|on)|back to (?:me|the|my|our)|once (?:this|that|it)(?:'?s| is| has been)? (?:all )?"
    r"(?:over|sorted|done|dealt with|settled)|last (?:one|thing|question)|anyway|by the way|btw|on hold|"
    r"(?:ringing|calling|phoning) (?:\w+ ){0,3}(?:them|him|her|111|now)|"
    r"(?:have|has|'ve|'s) (?:rung|called|phoned)|will (?:ring|call|phone|nag|make) \w+)\b"
)
"""Turns from a danger to something else."""
LINK = re.compile(
    r"^(?:the \w+ one|and|or|but|so|then|also|what about|how about|what if|plus|ok(?:ay)? (?:and|so|but|then)|right|cheers|thanks|"
    r"alright|fair enough|ah|hm+|oh|yeah|yes|well|then|with (?:my|his|her|the))\b|\b(?:then|instead|though|too|either|on there|"
    r"in there|on it)\s*\??$"
)
SWITCH = re.compile(
    r"^(?:ok(?:ay)?,? |right,? |so |and |but |or |hm+,? |oh,? )*(?:what about|how about|and|or|what if it'?s|"
    r"same (?:story |thing |goes |deal |question |again )?(?:for|with)|is it the same (?:for|with|in))\b|\b(?:then|instead)\s*\??$"
)
ALSO = re.compile(r"^(?:and|plus|with)\b(?!.*\b(?:instead|then)\b)")
"""Adds to what was named, as long as it names something of another sort."""
SAME = re.compile(
    r"\bthe same (?:ones?|tablets?|pills?|things?|stuff|medicines?|meds?|drugs?|medication|treatment|advice|answer)\b|"
    r"\bsame (?:cramps?|spasms?|problem|issue|complaint|trouble|symptoms?|story|answer)\b|\bextrapolat\w+|"
    r"\bcarr(?:y|ies) over\b|\bgenerali[sz]\w+|\b(?:apply|applies|hold|holds|true|valid) (?:to|in|for) (?:a|an|my|people|someone|"
    r"somebody|patients?|those)\b"
)
"""Asks what was said of one of somebody or something else."""
NO_DRUGS = re.compile(
    r"\b(?:non.?drug|drug.?free|non.?pharmac\w+|(?:without|no|not|other than|besides|apart from|instead of|rather than|avoid(?:ing)?|"
    r"don'?t want|hate) (?:the |any |more |taking |having |using |to take |all )*"
    r"(?:tablets?|pills?|meds|medicines?|medication|drugs|chemicals))\b(?! (?:that|which|with|for|like|such))"
)
"""Asks past medicines altogether."""
NO_SUBJECT = re.compile(
    r"^(?:(?:and|but|so|or|well|ok),? )*(?:could|can|would|will|might|may|should|doesn'?t|does|won'?t|can'?t|couldn'?t) "
    r"(?:\w+ly |also |still |just |even |ever |always |be )*"
    r"(?:be|been|have|cause|mean|help|make|go|work|come|get|happen|mistaken|confused|need|last|hurt)\b"
)
"""Asks of what was named before without a word for it: "could easily be mistaken for ...?"."""
COMPARED = re.compile(
    r"\b(?:safer|better|worse|stronger|weaker|milder|gentler|cheaper|quicker|faster)(?: (?:choice|option|bet|one|idea|way))?\s*[?.!]*$"
)
"""Weighs something against what was named before."""
PRONOUN = re.compile(r"\b(?:it|its|it's|they|them|their|those|these|that|this|there|ones?|he|him|his|she|her|such|either|both)\b")
MEDICINE = (
    r"take|taking|takes|took|try|use|using|stop|stopping|quit|on|off|with|of|about|for|does|did|is|was|has|if|overdo|have|get|"
    r"give|giving|start|started|began|mix|well did|how long does|does|worth"
)
COMPLAINT = r"does|do|did|is|are|was|about|for|of|prevent|prevents|cause|causes|have|get|when|can|after|does"
DOCTORS = (
    r"check|test|treat|tell|know|do|say|look|diagnose|find|make|call|give|measure|want|need|use|base|claim|recommend|suggest|advise|mean|"
    r"(?:even |actually )?(?:get|got) (?:that|this|the|it)|come up with"
)
CHAT = re.compile(
    r"^(?:(?:oh|ok(?:ay)?|right|alright|great|cool|perfect|lovely|brilliant|good|nice|wow|hi|hello|hey|hiya|yo|"
    r"good (?:morning|evening|afternoon)|thanks?|thank you|thx|ta|cheers|bye|goodbye|see you|you too|so much|very much|"
    r"a lot|a bunch|loads|really|that's?|that is|"
    r"that was|helpful|useful|for that|for your help|for the help|for this|all the best|have a (?:good|nice) (?:day|one|"
    r"evening)|got it|understood|i see|fine|yes|no|yep|nope|sure|please|again|mate|doc|doctor|super|awesome|much|"
    r"appreciated|appreciate|amazing|that's all i needed|lol|haha|hmm+|"
    r"you're|you are|a|star|the|best|one|more|just|saying|what|who are you|how are you)\b[\s,.!?'’:;)-]*)+$"
)
EMPTY = re.compile(r"^[^\w]*$")
ORDINARY = re.compile(
    r"\bin (?:idiopathic|ordinary|simple|normal|other|healthy|everyday|general)\b|"
    r"\b(?:my|his|her|their|with|for|of|plain) (?:idiopathic|ordinary|simple|normal|usual|plain|regular|"
    r"everyday|bog.standard)(?: old)? (?:\w+ )?(?:cramps?|spasms?)\b|"
    r"\b(?:a|an|otherwise|in|for) (?:healthy|well|fit) (?:\d|adult|person|people|man|woman|patient|year)|"
    r"\bnothing (?:else |at all )?(?:is )?wrong with (?:me|him|her|them)\b|\bi'?m (?:otherwise |perfectly )?(?:healthy|fit and well)\b"
)
HAD = re.compile(r"\b(?:had|history of|previous|old|past)\s+(?:a |an |my |the )?$")
OVER = re.compile(
    r"\b(?:in (?:19|20)\d\d|(?:years?|summers?|months?|decades?) (?:ago|back)|as a (?:kid|child)|all treated|signed off|"
    r"fully recovered|all clear|cleared up|long gone|healed)\b"
)
MOMENTARY = frozenset({"driver", "healthy-volunteer"})  # what a question is about, not what the reader is
EXCLUDES = {
    "pregnancy": frozenset({"breastfeeding"}),
    "breastfeeding": frozenset({"pregnancy"}),
    "older-adult": frozenset({"child"}),
    "child": frozenset({"older-adult"}),
}
NEGATED = re.compile(r"\b(?:not|rather than|instead of|isn'?t|wasn'?t|scrap|forget|ignore) (?:the |a |an |my )?$")
EXCEPT = re.compile(
    r"\b(?:besides|apart from|other than|aside from|except(?: for)?|in place of|ignoring|leaving aside|setting aside) "
    r"(?:the |a |an |my |his |her |more )?$"
)
"""Stands right before what the question asks past."""
PATIENT = re.compile(
    r"\b(?:different|another|other|next|new|wrong|separate) (?:patient|pt|person|lady|gentleman|chap|case)\b|"
    r"\bmixed up (?:\w+ )?(?:patients|pts|people|cases)\b"
)
"""From here on the talk is about somebody else."""
FIRST_PATIENT = re.compile(
    r"\b(?:back to|returning to|re|for) (?:the|my|that|our) (first|second|previous|earlier|other|original|last|former) "
    r"(?:patient|pt|person|lady|gentleman|chap|case|woman|man|one)\b"
)
"""The talk comes back to a patient of before."""
NEXT_PATIENT = re.compile(
    r"^(?:(?:ok(?:ay)?|right|now|thanks|cheers),? )*(?:different|next|new) (?:patient|pt|case)\s*[.,:;-]|"
    r"[.!?;]\s+(?:next|new) (?:patient|pt|case)\s*:"
)
"""The same said as plainly as a heading: only then what the one before has told of a danger is not the next one's."""
WITHOUT = re.compile(
    r"\b(?:without|no|not|isn'?t|aren'?t|wasn'?t|weren'?t|doesn'?t have|don'?t have|haven'?t got|hasn'?t got|free of|never had)"
    r"(?: (?:a|an|any|the|in|currently|actually|known|on))* $"
)
"""Stands right before a population or condition that the question is *not* about."""
OTHERS = re.compile(
    r"\b(?:(?:any|some|no|what|which|the|are there|all) other (?:options?|treatments?|medicines?|meds?|drugs?|tablets?|"
    r"pills?|things?|ways?|choices?)|other options?|alternatives?|"
    r"(?:anything|what) else\b(?! (?:i|we|he|she|they|you|to|should|in)\b[^?]{0,20}\b(?:know|watch|tell|avoid|say|said|look|it))|"
    r"what(?:'s| is| has(?: been)?)? (?:actually |really |proven |known |shown )*(?:works?|helps?|to work|to help|proven|shown to \w+)|"
    r"anything (?:that |which )?(?:works?|helps?)|"
    r"something (?:different|better|safer|milder)|(?:instead of|besides|apart from|other than) (?:it|that|them)|"
    r"if (?:it|that|they) (?:doesn'?t|don'?t|didn'?t) (?:work|help))\b"
)
"""Asks for what stands beside the medicine of the talk, not for more of it."""
AS_MEDICINE = (
    r"\b(?:(?:dos(?:e|es|age|ing)|amount|strength|side effects?|effects?|safety|evidence) (?:of|for) (?:the )?{word}\b"
    r"(?! \w+ (?:cramps?|spasms?))|"
    r"(?:tak(?:e|es|ing)|took|us(?:e|ing)|prescribed|start(?:ed|ing)?|stop(?:ping)?|try|trying)(?: (?:my|some|the))? {word}"
    r"(?:\s*[?.,]|$| (?:for|with|if|when|while|during|in|at|too|and)\b)|"
    r"(?:does|will|would|can|could|do) {word} (?:help|work|stop|prevent|cause|interact|make|affect|clash|go|treat|cure|ease|reduce)|"
    r"(?:is|are) {word} (?:safe|ok|okay|any good|good|allowed|licensed|effective|dangerous|better|worse|bad)|"
    r"{word} (?:tablets?|pills?|capsules?|side effects?|\d+ ?m?c?g))|^{word} dos(?:e|age|ing)\b"
)
"""Where a word stands that nobody knows, it is asked about as a medicine."""
NAMED_BEFORE = re.compile(
    r"\b(?:the |that )(first|original|earlier|second|other) "
    r"(?:(?:one|agent|drug|medicine|medication|med|tablet|pill|option)s?|of (?:them|those|these))\b"
)
"""Points to one of the medicines named so far by its place."""
SAME_SOURCE = re.compile(
    r"\b(?:that|this|the same|the|those|these|its|their) (?:\w+ )?(?:review|trial|study|studies|trials|paper|"
    r"guideline|guidance|label|cohort|analysis|meta-?analysis|survey|report|warning|alert)\b"
)
"""Points to the source of the last answer."""
COMPLAINS = re.compile(
    r"\b(?:it|they)(?:'s|'re| is| are| still| just| only| keeps?| always| even)* (?:ach(?:e|es|ing|y)|hurt(?:s|ing)?|sore|"
    r"cramp(?:s|ing|ed)?|spread(?:s|ing)?|throb(?:s|bing)?|stiff|tender|twitch(?:es|ing)?|"
    r"happen(?:s|ing)?|come(?:s|ing)? back|came back|wak(?:es?|ing) me)\b"
)
"""Speaks of the complaint, so that `it` is no medicine."""
