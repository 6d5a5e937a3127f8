#!/usr/bin/env python3
"""printed.py PAGE-BLOCK PRINTED - does a block of a page show what was printed?

Times, dates, ids, digests, the numbers of cases and letters, and runs of blanks do not count; a line "..." stands for any lines,
"..." within a line for any text. Says the first difference and ends with 1.
"""
import re
import sys


def plain(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+\+08:00", "TIME", text)
    text = re.sub(r"\b[0-9a-z]{26}\b", "ID", text)
    text = re.sub(r"(?<![0-9A-Za-z])20\d\d([A-Z])\d{6}(?!\d)", r"NUMBER\1", text)
    text = re.sub(r"〔20\d\d〕\d+号", "〔YEAR〕N号", text)
    text = re.sub(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)", "DATE", text)
    text = re.sub(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", "WEEKDAY", text)
    text = re.sub(r"\b[0-9a-f]{12}\b", "DIGEST", text)
    lines = [re.sub(r" +", " ", line).strip() for line in text.splitlines()]
    return [line for line in lines if line and not re.match(r".* Killed ", line)]


def pattern(line):
    if line == "...":
        return r"(?:[^\n]*\n)*?"
    return "[^\n]*".join(re.escape(part) for part in line.split("...")) + r"\n"


def main():
    wanted, printed = plain(sys.argv[1]), plain(sys.argv[2])
    text = "".join(line + "\n" for line in printed)
    patterns = [pattern(line) for line in wanted]
    if re.fullmatch("".join(patterns), text):
        return 0
    last = len(patterns)
    while last > 0 and not re.match("".join(patterns[:last]), text):
        last -= 1
    if last == len(patterns):
        print("more was printed than the page shows")
    else:
        print("the page shows what was not printed there:", wanted[last])
    return 1


sys.exit(main())
