"""The words that say that something is exempt from publication, wherever in a register they stand.

Local Government Act 1972, Schedule 12A, and Freedom of Information Act 2000, section 43 (commercial interests).
"""

from __future__ import annotations

import re

# Exempt accommodation is a service, redaction software is software, section 31 gives grants, and what is exempt from
# tendering isn't exempt from publication.
SAYS_EXEMPT = re.compile(
    r"\b(?:section|sec|sect|s)\.?:?\s*43\b|\bcommercial(?:ly)?[-\s]+(?:in[- ]confidence|confidential|sensitiv)"
    r"|\bcommercial sensitivity\b|\bredacted\b|\bwithheld\b"
    r"|\b(?:not for|do not) (?:publication|disclosure|release|publish|disclose)\b"
    r"|\bin confidence\b"
    r"|\bexempt (?:information|item|appendix|(?:from|under) (?:publication|disclosure|foia?|the freedom))\b"
    r"|\bschedule 12a\b|\bnot (?:disclosed|published)\b",
    re.IGNORECASE,
)
