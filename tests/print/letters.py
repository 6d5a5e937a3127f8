#!/usr/bin/python3
"""letters.py COMITY WORKFLOWS [KEEP] - every letter that the specs of the workflows issue, printed.
letters.py --demo COMITY WORKFLOWS [KEEP] - one of each kind that a demo office has issued, instead.

    comity test --letters    the letters, as pages (.html) and as office documents (.docx)
    chromium                 each page as the browser lays it out, and as PDF
    pdftotext, pdfinfo       what stands on the paper, and where
    python-docx              what stands in the document
    zbarimg                  what a camera reads off the square in both

Nothing may be missing (paper and document say what the page says), nothing clipped or beyond the
margins, nothing of the machine left in (places, ids, numbers to come), no letter without a copy in
each language. A page has some text beside a seal or the code, and no heading at its foot; numbers
of telephones stand in one line. It ends with the organ that signs it and a day. KEEP: a folder that keeps all of it, with pictures, to be looked at.
"""
import collections
import csv
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import urllib.request
import xml.etree.ElementTree as tree
import zipfile
from concurrent.futures import ThreadPoolExecutor

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from browser import Browser

MM = 72 / 25.4
A4 = (595.0, 842.0)
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (210 - 26) * MM, 37 * MM, (297 - 35) * MM
PAGES_MOST = 5
LINES_LEAST = 3  # on each page, the code apart
DEMO_UNTIL = "2026-06-30"  # its present: holidays fall where they fell when this was written
# Kinds that a demo office cannot issue, each with its reason. There is none.
NOT_IN_DEMO = {}

# What sticks out of the text block, or is cut off, as the browser has laid it out.
MEASURE = """(() => {
  const faults = [], body = document.body.getBoundingClientRect();
  for (const e of document.body.querySelectorAll('*')) {
    const r = e.getBoundingClientRect();
    if (r.width && (r.right > body.right + 1 || r.left < body.left - 1))
      faults.push(e.tagName + ' sticks out: ' + (e.textContent || '').slice(0, 40));
    if (e.namespaceURI.endsWith('xhtml') && e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
      faults.push(e.tagName + ' is cut off: ' + (e.textContent || '').slice(0, 40));
  }
  const said = selector => [...document.querySelectorAll(selector)].map(e => e.textContent);
  const right = said('p.right'), paragraphs = said('body > p:not(.right, .flush, .centre)');
  const clings = said('.clings'), leads = said('h1, h2, p.flush'), track = said('.track p');
  for (const list of document.querySelectorAll('ol, ul'))   // as they will be printed
    [...list.children].forEach((item, i) => item.prepend(list.tagName == 'OL' ? (i + 1) + '.' : ''));
  for (const list of document.querySelectorAll('ol, ul')) list.style.listStyle = 'none';
  return JSON.stringify({ faults, right, paragraphs, clings, leads, track, text: document.body.innerText, title: document.title,
    heads: document.querySelectorAll('h1').length });
})()"""

faults = []


def fault(name, text):
    faults.append("%s: %s" % (name, text))


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def letters_of(text):
    """The characters that count: without blanks, variants of one sign taken for the same."""
    return collections.Counter(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in "•·")


def same(name, what, one, other):
    missing, more = letters_of(one) - letters_of(other), letters_of(other) - letters_of(one)
    if missing:
        fault(name, "%s lacks %s" % (what, "".join(missing.elements())[:60]))
    if more:
        fault(name, "%s has besides %s" % (what, "".join(more.elements())[:60]))


# ---- the paper ----------------------------------------------------------------------------------

def words_of(pdf):
    """[(page, x, y, right, bottom, text)]"""
    text = run("pdftotext", "-bbox", pdf, "-").decode()
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    root = tree.fromstring(text)
    words = []
    for number, page in enumerate(root.iter("{http://www.w3.org/1999/xhtml}page")):
        size = float(page.get("width")), float(page.get("height"))
        for word in page.iter("{http://www.w3.org/1999/xhtml}word"):
            box = [float(word.get(k)) for k in ("xMin", "yMin", "xMax", "yMax")]
            words.append((number, size, *box, word.text or ""))
    return words


def lines_of(words):
    """What stands on each page, line by line, without blanks: { page: [text] }"""
    lines = collections.defaultdict(dict)
    for page, _, _, y, _, bottom, word in words:
        if y <= BOTTOM - 2:
            lines[page].setdefault(round((y + bottom) / 2), []).append(word)
    return {page: ["".join(found[at]) for at in sorted(found)] for page, found in lines.items()}


def bare(text):
    return re.sub(r"\s", "", text)


def check_pages(name, words, seen):
    """No page begins with who signs or with the code, none ends with a heading or an addressee."""
    lines, track = lines_of(words), bare("".join(seen["track"]))
    for page, said in lines.items():
        own = [line for line in said if line not in track]
        if len(own) < LINES_LEAST:
            fault(name, "page %d has %d lines only: %s" % (page + 1, len(own), " / ".join(own)))
        if page > 0 and any(bare(text).startswith(said[0]) for text in seen["clings"] + seen["track"]):
            fault(name, "page %d begins with what belongs to the one before: %s" % (page + 1, said[0]))
        if page + 1 in lines and any(bare(text).endswith(said[-1]) for text in seen["leads"]):
            fault(name, "page %d ends with what belongs to the next: %s" % (page + 1, said[-1]))


def check_paper(name, pdf, seen):
    words, text = words_of(pdf), seen["text"]
    pages = 1 + max((w[0] for w in words), default=0)
    if pages > PAGES_MOST:
        fault(name, "takes %d pages" % pages)
    said, feet = [], collections.Counter()
    for page, size, x, y, right, bottom, word in words:
        if abs(size[0] - A4[0]) > 1.5 or abs(size[1] - A4[1]) > 1.5:
            fault(name, "page %d is not A4: %s" % (page + 1, size))
        if y > BOTTOM - 2:  # the number of the page stands under the text
            feet[page] += 1
            if word not in ("—", str(page + 1)):
                fault(name, "stands in the lower margin of page %d: %s" % (page + 1, word))
            continue
        # the empty half of a closing bracket may hang over
        if x < LEFT - 2 or right > RIGHT + 9 or (y + bottom) / 2 < TOP or (y + bottom) / 2 > BOTTOM:
            fault(name, "beyond the margins of page %d: %s" % (page + 1, word))
        said.append(word)
    for page in range(pages):
        if not feet[page]:
            fault(name, "page %d has no number" % (page + 1))
    for number in set(re.findall(r"\d+(?:-\d+)+|\d{11,18}", re.sub(r"https?://\S+", "", text))):
        if not any(number in word for word in said):
            fault(name, "breaks the number %s" % number)
    same(name, "the paper", text, "".join(said))
    check_pages(name, words, seen)
    return pages


def read_square(picture):
    done = subprocess.run(["zbarimg", "--quiet", "--raw", picture], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.decode().strip()


def check_square(name, what, picture, text):
    code, check = re.search(r"(?:查询码：|Code: )([0-9a-z ]+)", text), re.search(r"(?:查验码：|Check code: )([0-9a-z ]+)", text)
    public = re.search(r"https?://[^\s，]+/t\b", text)
    wanted = "%s/%s" % (public.group(0), code.group(1).replace(" ", "")) if code and public else None
    if check and public:
        wanted = "%s/check?code=%s" % (public.group(0), check.group(1).replace(" ", ""))
    read = read_square(picture)
    if read != wanted:
        fault(name, "the square of %s says %r, not %r" % (what, read, wanted))


# ---- the office document ------------------------------------------------------------------------

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def said_in(paragraph):
    marks = {WORD + "noBreakHyphen": "-", WORD + "br": "\n"}
    return "".join(e.text or "" if e.tag == WORD + "t" else marks.get(e.tag, "") for e in paragraph._p.iter())


def keeps_next(paragraph):
    return paragraph.paragraph_format.keep_with_next or paragraph.style.paragraph_format.keep_with_next


def check_cell(name, cell):
    """A number fits into its column."""
    for run in cell.paragraphs[0].runs:
        for number in re.findall(r"[\d-]{6,20}", said_in(cell.paragraphs[0])):
            if run.font.size.pt * len(number) / 2 > cell.width.pt - 10.8:
                fault(name, "the document breaks %s in a column of %.0f pt" % (number, cell.width.pt))


def text_of_document(path, clings):
    document = docx.Document(path)
    name, lines, former = os.path.basename(path), [], None
    clings = {bare(text) for text in clings} - {""}

    for element in document.element.body:
        if element.tag.endswith("}p"):
            paragraph = Paragraph(element, document)
            lines.append(said_in(paragraph))
            if bare(lines[-1]) in clings and not (former and keeps_next(former)):
                fault(name, "the document may part this from what it belongs to: " + lines[-1])
            former = paragraph
        elif element.tag.endswith("}tbl"):
            for row in Table(element, document).rows:
                for cell in row.cells:
                    lines.extend(said_in(paragraph) for paragraph in cell.paragraphs)
                    check_cell(name, cell)
                    former = cell.paragraphs[-1]
    section = document.sections[0]
    if abs(section.page_width.mm - 210) > 0.5 or abs(section.left_margin.mm - 28) > 0.5:
        fault(name, "is not set as A4 with 28 mm to the left")
    return "\n".join(lines), len(document.inline_shapes)


# ---- what no letter may have --------------------------------------------------------------------

def check_words(name, text):
    english = ".en." in name
    own = re.sub(r"https?://\S+|(?:查询码：|查验码：|Code: |Check code: )[0-9a-z ]+", " ", text)
    for pattern, what in ((r"\{\{|\}\}", "a place that was not filled"), (r"\bnil\b|\bnull\b|undefined", "a value of the machine"),
                          (r"\b[a-z]+(?:_[a-z0-9]+)+\b", "an id"), (r"［不显示］|\[closed\]", "a closed value"),
                          (r"待编号|no number yet", "no number"), (r"\b[0-9a-z]{26}\b", "an id"),
                          (r"\b\d{4}-\d\d-\d\d\b", "a date as machines write it"),
                          (r"[，。；：、]{2,}|，。|：。|[，。；、]）", "signs without words between them")):
        found = re.search(pattern, own)
        if found:
            fault(name, "%s: %s" % (what, own[max(0, found.start() - 20):found.end() + 20].replace("\n", " ")))
    if not english:
        latin = re.search(r"[A-Za-z]{3,}", own)
        if latin:
            fault(name, "no Chinese: " + own[max(0, latin.start() - 20):latin.end() + 20].replace("\n", " "))


DAYS = {False: r"\d{4}年\d{1,2}月\d{1,2}日$|年　+月　+日$", True: r"\d{1,2} [A-Z][a-z]+ \d{4}$|[Dd]ate: _+$"}
NOT_SIGNED = {"dispute_mediation.file_cover"}


def areas_of(workflows):
    """What offices are called that sign under another name."""
    for path in glob.glob(os.path.join(workflows, "offices", "tree.csv")):
        with open(path, encoding="utf-8-sig", newline="") as file:
            for office in csv.DictReader(file):
                if office.get("organ_zh"):
                    yield from (office["zh"], office["en"])


def check_end(name, seen, areas):
    """Who signs, and when; sentences that end."""
    right, english = seen["right"], ".en." in name
    is_signed = ".".join(name.split(".")[:2]) not in NOT_SIGNED
    if is_signed and (len(right) < 1 or not re.search(DAYS[english], right[-1])):
        fault(name, "has no day at its end: " + " / ".join(right))
    for text in right if not name.startswith("dispute_mediation.") else []:
        if text in areas:
            fault(name, "is signed by a place, not by an organ: " + text)
    for text in seen["paragraphs"] if not english else []:
        if re.search(r"[\u4e00-\u9fff]\s*$", text) and not re.search(r"^[^，。]{2,8}：|^□", text):
            fault(name, "a sentence without an end: " + text[-40:])


def print_letter(browser, page):
    """As the browser has it: printed, measured."""
    browser.open(page)
    browser.print_pdf(page[:-len("html")] + "pdf")
    return json.loads(browser.run(MEASURE))


def check_letter(page, seen, is_kept, areas):
    name, base = os.path.basename(page)[:-len(".html")], page[:-len(".html")]
    for text in seen["faults"]:
        fault(name, text)
    if seen["heads"] != 1:
        fault(name, "has %d titles" % seen["heads"])
    pages = check_paper(name, base + ".pdf", seen)
    check_words(name, seen["text"])
    check_end(name, seen, areas)
    said, pictures = text_of_document(base + ".docx", seen["clings"])
    same(name, "the document", seen["text"], said)
    is_tracked = "<svg" in open(page, encoding="utf-8").read()
    if pictures != int(is_tracked):
        fault(name, "the document has %d pictures" % pictures)
    if is_tracked or is_kept:
        run("pdftoppm", "-png", "-r", "110", "-f", "1" if is_kept else str(pages), base + ".pdf", base)
    if is_tracked:
        last = sorted(glob.glob(glob.escape(base) + "-*.png"))[-1]
        if not read_square(last):  # a camera comes nearer
            run("pdftoppm", "-png", "-r", "220", "-f", str(pages), base + ".pdf", base)
        check_square(name, "the paper", last, seen["text"])
        with zipfile.ZipFile(base + ".docx") as file, open(base + ".track.png", "wb") as out:
            out.write(file.read("word/media/track.png"))
        check_square(name, "the document", base + ".track.png", seen["text"])


def declared(workflows):
    for path in glob.glob(os.path.join(workflows, "*", "*.lua")):
        for letter in re.findall(r'^letter "([a-z0-9_]+)"', open(path, encoding="utf-8").read(), re.M):
            yield os.path.basename(os.path.dirname(path)), letter


def check_templates(workflows):
    """What people typed is Chinese in an English letter too; what the office wrote is not."""
    for path in glob.glob(os.path.join(workflows, "**", "letters", "*.en.html"), recursive=True):
        found = re.search(r"[\u3000-\u9fff\uff00-\uffef]+", open(path, encoding="utf-8").read())
        if found:
            fault(path, "Chinese in an English letter: " + found.group(0))


def api_bytes(base, path, token):
    request = urllib.request.Request(base + "/api/v1" + path, headers={"Authorization": "Bearer " + token})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def api(base, path, token):
    return json.loads(api_bytes(base, path, token))


def tokens_of(office):
    """The administrator's, and of those who are cleared for accusations: he sees none."""
    with open(os.path.join(office, "admin.token"), encoding="ascii") as file:
        yield file.read().strip()
    with open(os.path.join(office, "people.tokens"), encoding="utf-8") as file:
        for line in file:
            if ":sealed" in line:
                yield line.split()[1]


def kinds_of(base, tokens):
    """One letter of each kind: (workflow, name, case, letter as shown, whose token shows it)."""
    seen, looked = {}, set()
    for token in tokens:
        cursor = ""
        while cursor is not None:
            page = api(base, "/cases?limit=200" + ("&cursor=" + cursor if cursor else ""), token)
            for case in page["items"]:
                if case["id"] in looked:
                    continue
                looked.add(case["id"])
                for letter in api(base, "/cases/%s/letters" % case["id"], token)["items"]:
                    if letter["status"] == "issued":
                        seen.setdefault((case["workflow"], letter["name"]), (case["id"], letter, token))
            cursor = page["next"]
    return [(*key, *found) for key, found in sorted(seen.items())]


def letters_of_demo(comity, workflows, folder):
    office = os.path.join(folder, "office")
    run(comity, "demo", office, "--workflows", workflows, "--cases", "300", "--until", DEMO_UNTIL)
    host = subprocess.Popen([comity, "serve", "--data", office, "--listen", "127.0.0.1:0"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        base = host.stdout.readline().split()[1]
        kinds = kinds_of(base, list(tokens_of(office)))
        for workflow, name, case, letter, token in kinds:
            for lang in letter["languages"]:
                for form in "html", "docx":
                    path = "/cases/%s/letters/%d?lang=%s&format=%s" % (case, letter["ordinal"], lang, form)
                    with open(os.path.join(folder, "%s.%s.%s.1.%s" % (workflow, name, lang, form)), "wb") as out:
                        out.write(api_bytes(base, path, token))
    finally:
        host.terminate()
        host.wait()
    issued = {"%s.%s" % kind[:2] for kind in kinds}
    for kind in sorted({"%s.%s" % letter for letter in declared(workflows)} - issued - set(NOT_IN_DEMO)):
        fault(kind, "no case of the demo issues it")
    for kind in sorted(issued & set(NOT_IN_DEMO)):
        fault(kind, "is issued by the demo after all: take it out of NOT_IN_DEMO")


def main():
    is_demo = sys.argv[1] == "--demo"
    if is_demo:
        del sys.argv[1]
    comity, workflows = sys.argv[1], sys.argv[2]
    folder = sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp(prefix="comity-letters-")
    if is_demo:
        letters_of_demo(comity, workflows, folder)
    else:
        subprocess.run([comity, "test", workflows, "--letters", folder], stdout=subprocess.DEVNULL, check=True)
    pages = sorted(glob.glob(os.path.join(folder, "*.html")))
    browser = Browser()
    try:
        seen = [print_letter(browser, page) for page in pages]
    finally:
        browser.close()
    with ThreadPoolExecutor(3) as pool:  # they wait for other programs
        areas = set(areas_of(workflows))
        list(pool.map(lambda page, found: check_letter(page, found, len(sys.argv) > 3, areas), pages, seen))
    check_templates(workflows)
    names = {".".join(os.path.basename(page).split(".")[:3]) for page in pages}
    for workflow, letter in sorted(set(declared(workflows))) if not is_demo else []:
        for lang in "zh", "en":
            if "%s.%s.%s" % (workflow, letter, lang) not in names:
                fault("%s.%s.%s" % (workflow, letter, lang), "no spec issues it, or it has no template in this language")
    if len(sys.argv) <= 3:
        shutil.rmtree(folder)
    print("%d letters printed" % len(pages))
    print("\n".join(sorted(faults)))
    sys.exit(1 if faults or not pages else 0)


main()
