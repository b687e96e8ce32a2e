"""How are the words typed put together: operators, phrases, fields, groups?"""
