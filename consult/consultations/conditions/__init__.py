"""When a question is shown: a small language over the earlier answers, the one of XLSForm's `relevant`.

    ${age} = '60-et-plus' and not(selected(${freins}, 'aucun'))
    ${enfants} >= 1 or count-selected(${aides}) > 2 or ${autre} != ''

`${key}` is the answer to a question: the key of the choice, the number, or the text. A question passed,
or never shown, is the empty text. `language` reads and writes the text, `evaluating` answers it,
`checking` refuses what could never be answered.
"""
