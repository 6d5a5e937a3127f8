#!/usr/bin/env python3
"""sealed.py BASE OFFICE - does anybody who is not cleared see anything of an accusation? (INV-1)

What is sealed is told by those who are cleared: their lists have the cases, their cases the words.
Then everybody else reads all that the interface offers - every GET of openapi.json, with every case,
task and letter he can find, the pages of citizens too - and none of it may be in an answer: no id,
no number, no word. What is asked for by its id is answered as an id that was never given.
"""
import json
import re
import sys
import threading
import time
import urllib.error
import urllib.request

BASE, OFFICE = sys.argv[1:3]
NEVER = "0" * 25 + "1"  # an id nobody was given
UNSORTED = ("registered", "representing", "classifying")  # the letter is read here; nothing is sealed yet
PAGES_MOST = 40
# Who looks: the administrator, the unit accused, the desk that read the letter, who counts, watches and leads.
EYES = ["admin", "ran", "duan", "zhu", "ji", "an", "he", "song"]

faults, asked = set(), 0


def fault(text):
    faults.add(text)


def tokens():
    with open(OFFICE + "/admin.token", encoding="ascii") as file:
        known = {"admin": file.read().strip()}
    cleared = []
    with open(OFFICE + "/people.tokens", encoding="utf-8") as file:
        for line in file:
            key, token = line.split()[:2]
            known[key] = token
            if ":sealed" in line:
                cleared.append(key)
    return known, cleared


TOKENS, CLEARED = tokens()


def ask(path, who, method="GET", body=None):
    """(status, text)"""
    global asked
    asked += 1
    headers = {} if who is None else {"Authorization": "Bearer " + TOKENS[who]}
    if body is not None:
        headers["Content-Type"] = "application/json"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(BASE + path, headers=headers, method=method, data=data)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode(errors="replace")


def get(path, who):
    status, text = ask("/api/v1" + path, who)
    return json.loads(text) if status == 200 else {}


def items(path, who):
    """All pages of a list."""
    cursor, found = "", []
    for _ in range(PAGES_MOST):
        page = get(path + ("&" if "?" in path else "?") + "limit=200" + ("&cursor=" + cursor if cursor else ""), who)
        found += page.get("items", [])
        cursor = page.get("next")
        if not cursor:
            break
    return found


# ---- what is sealed -----------------------------------------------------------------------------

def texts_of(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from texts_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, str):
        yield value


def learn():
    """{ id: case as the cleared see it }, and the words of accusations."""
    sealed, words = {}, set()
    open_to_all = {case["id"] for case in items("/cases", "admin")}
    for who in CLEARED:
        for case in items("/cases", who):
            if case["id"] in open_to_all or case["id"] in sealed:
                continue
            sealed[case["id"]] = dict(get("/cases/" + case["id"], who), who=who)
            for demand in sealed[case["id"]]["data"]["demands"]:
                words.update(text for text in texts_of([demand.get("request"), demand.get("facts")]) if len(text) > 9)
    return sealed, words


# ---- looking ------------------------------------------------------------------------------------

def looks(who, path, hidden):
    status, text = ask(path, who)
    if status == 200:
        for word in hidden:
            if word in text:
                at = text.index(word)
                fault("%s finds %s in %s: ...%s..." % (who, word, path, text[max(0, at - 60):at + 60].replace("\n", " ")))
    return status, text


def paths_of(text, name):
    return sorted(set(re.findall(r'"%s": ?"([^"]+)"' % name, text)))


def look_everywhere(who, gets, sealed, words):
    hidden = set(sealed) | {case["number"] for case in sealed.values()}
    hidden |= {task["id"] for case in sealed.values() for task in case.get("tasks", [])}
    cases = items("/cases", who)
    sorted_out = [case for case in cases if case["stage"] not in UNSORTED]
    tasks = items("/tasks", who)
    for name in "mine", "group", "overdue", "follow_up":
        tasks += items("/tasks?list=" + name, who)
    unsorted = {case["id"] for case in cases} - {case["id"] for case in sorted_out}
    for path in gets:
        if "{" not in path:
            _, text = looks(who, path, hidden | words)
            while '"next": "' in text or '"next":"' in text:  # all pages
                cursor = re.search(r'"next": ?"([^"]+)"', text).group(1)
                _, text = looks(who, path + "?limit=200&cursor=" + cursor, hidden | words)
        elif "/cases/{id}" in path and "{" not in path.replace("{id}", ""):
            for case in cases:
                looks(who, path.replace("{id}", case["id"]), hidden | (words if case["id"] not in unsorted else set()))
        elif path == "/api/v1/tasks/{id}":
            for task in tasks:
                looks(who, path.replace("{id}", task["id"]), hidden | (words if task["case"] not in unsorted else set()))
        elif path.startswith("/api/v1/reports/"):
            for name in "petition", "dispute_mediation":
                looks(who, path.replace("{name}", name) + "?from=2025-01&to=2027-12&by=office,month,type", hidden | words)
    for case in sorted_out:
        for letter in get("/cases/%s/letters" % case["id"], who).get("items", []):
            looks(who, "/api/v1/cases/%s/letters/%d" % (case["id"], letter["ordinal"]), hidden | words)
    for case in sealed.values():  # a hint of duplicates, a filter, an id: nothing there
        looks(who, "/api/v1/cases?limit=200&number=" + case["number"], hidden | words)
        for path in gets:
            if "/cases/{id}" in path and "{" not in path.replace("{id}", ""):
                compare(who, path, case["id"])
        for task in case.get("tasks", []):
            compare(who, "/api/v1/tasks/{id}", task["id"])


def compare(who, path, hidden):
    answers = [ask(path.replace("{id}", ref), who) for ref in (hidden, NEVER)]
    answers = [(status, text.replace(ref, "ID")) for (status, text), ref in zip(answers, (hidden, NEVER))]
    if answers[0] != answers[1]:
        fault("%s is answered otherwise at %s: %s, of one never given %s" % (who, path, *answers))


def look_at_numbers():
    """No gap in the numbers that everybody sees, and no report counts one more."""
    numbers = sorted(case["number"] for case in items("/cases", "admin") if case["workflow"] == "petition")
    for year in {number[:4] for number in numbers}:
        of_year = [int(number[-6:]) for number in numbers if number.startswith(year)]
        if of_year != list(range(1, len(of_year) + 1)):
            fault("the numbers of %s have a gap" % year)


def look_at_releases(cases):
    """How many cases a release has, and what would become of them on it: none that does not exist."""
    known = sum(case["status"] != "closed" for case in cases)
    told = sum(release["open_cases"] for release in get("/releases", "admin")["items"])
    if told != known:
        fault("releases have %d open cases, the administrator knows %d" % (told, known))


def wait_for(path, who):
    """What a job under way ends with."""
    for _ in range(600):
        found = get(path, who)
        if found.get("state") != "running":
            return found
        time.sleep(0.1)
    fault("%s does not end" % path)
    return {}


def publish_another():
    """A release on which every case of the office goes otherwise: each stage waits before it begins."""
    files = {}
    for file in get("/releases/active", "admin")["files"]:
        path = file["path"]
        text = get("/releases/active/files?path=" + path, "admin")["text"]
        if path == "petition/workflow.lua":
            text = text.replace(" }, function(case)", " }, function(case) case:sleep(hours(1))")
        if path.startswith("offices/"):
            text = text.split("\nspec ")[0]
        if not path.endswith("spec.lua"):
            files[path] = text
    status, text = ask("/api/v1/releases", "admin", "POST", {"files": files})
    if status != 201:
        fault("a release is not taken: %d %s" % (status, text[:300]))
        return None
    return "/releases/" + json.loads(text)["digest"]


def look_at_release(release, gets, sealed, hidden):
    """What a release would do, and does, to the cases, asked for by an administrator."""
    known = items("/cases", "admin")
    opened = sum(case["status"] != "closed" for case in known)
    if not any(case["status"] != "closed" for case in sealed.values()):
        fault("no sealed case is open: releases prove nothing")
    ask("/api/v1%s/preflight" % release, "admin", "POST", {})
    found = wait_for(release + "/preflight", "admin")
    if (found.get("state"), found.get("total"), found.get("cases")) != ("done", opened, opened):
        fault("a pre-flight saw %s of %s cases, the administrator knows %d" %
              (found.get("cases"), found.get("total"), opened))
    if sum(found["counts"].values()) != opened or not found["stays"]:
        fault("a pre-flight counts %s of %d cases" % (found["counts"], opened))
    rows = items(release + "/preflight/cases", "admin")
    if len(rows) != found["kept"] or not rows:
        fault("a pre-flight keeps %d cases and shows %d" % (found["kept"], len(rows)))
    ask("/api/v1%s/outcomes" % release, "admin", "POST", {})
    told = wait_for(release + "/outcomes", "admin")
    if told.get("total") != len(known) or sum(told["counts"][word] for word in ("same", "different", "incomparable")) != len(known):
        fault("outcomes count %s, the administrator knows %d cases" % (told, len(known)))
    status, text = ask("/api/v1%s/activate" % release, "admin", "POST", {"why": "look"})
    stays = items(release + "/stays", "admin")
    if status != 200 or json.loads(text)["stays"] != len(stays) or len(stays) != found["stays"]:
        fault("%d cases stay, the activation says %d %s" % (len(stays), status, text))
    for path in gets:
        if path.startswith("/api/v1/releases/{digest}") and not path.endswith("/files"):
            path = "/api/v1" + release + path[len("/api/v1/releases/{digest}"):]
            looks("admin", path, hidden)
            looks("admin", path + "?limit=200", hidden)


def listen(who, heard):
    """All that the stream of events has to say, from the first turn on, until it falls silent."""
    request = urllib.request.Request(BASE + "/api/v1/events?after=0", headers={"Authorization": "Bearer " + TOKENS[who]})
    try:
        with urllib.request.urlopen(request, timeout=3) as stream:
            for line in stream:
                heard.append(line.decode(errors="replace"))
    except OSError:  # silent for a while: all was said
        pass


def look_at_events(release, hidden):
    """The turns of all cases, and how a pre-flight goes on: of no case that is not there."""
    heard = {who: [] for who in EYES + CLEARED[:1]}
    threads = [threading.Thread(target=listen, args=(who, heard[who])) for who in heard]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    ask("/api/v1%s/preflight" % release, "admin", "POST", {})
    for thread in threads:
        thread.join()
    for who in heard:
        text = "".join(heard[who])
        if who not in EYES:
            if not any(word in text for word in hidden):
                fault("the stream of events tells even %s of nothing sealed: it proves nothing" % who)
            continue
        if "event: turn" not in text:
            fault("%s hears of no turn" % who)
        for word in hidden:
            if word in text:
                fault("%s hears of %s in the stream of events" % (who, word))
    known = sum(case["status"] != "closed" for case in items("/cases", "admin"))
    totals = [int(total) for total in re.findall(r'"total": ?(\d+)', "".join(heard["admin"]))]
    if not totals or any(total not in (0, known) for total in totals):
        fault("a pre-flight tells of %s cases in the stream of events, the administrator knows %d" % (totals, known))


def look_at_pages(words, hidden):
    """A citizen's page has no token: whoever has the paper may open it."""
    codes = set()
    for who in CLEARED:
        for case in items("/cases", who):
            for letter in get("/cases/%s/letters" % case["id"], who).get("items", []):
                _, page = ask("/api/v1/cases/%s/letters/%d" % (case["id"], letter["ordinal"]), who)
                codes |= {code.replace(" ", "") for code in re.findall(r"查询码：([0-9a-z ]+)", page)}
    for code in sorted(codes):
        for path in "/t/" + code, "/api/v1/progress/" + code:
            looks(None, path, words | hidden)
    return len(codes)


def main():
    sealed, words = learn()
    states = {(case["stage"], case["status"], case.get("outcome") or "") for case in sealed.values()}
    if len(sealed) < 5 or len(states) < 3 or not words:
        fault("this office proves nothing: %d sealed cases, %s" % (len(sealed), sorted(states)))
    gets = [path for path, methods in get("/openapi.json", "admin")["paths"].items()
            if "get" in methods and not path.endswith(("/events", "openapi.json"))]
    for who in EYES:
        look_everywhere(who, gets, sealed, words)
    look_at_numbers()
    look_at_releases(items("/cases", "admin"))
    hidden = set(sealed) | {case["number"] for case in sealed.values()}
    release = publish_another()
    if release:
        look_at_release(release, gets, sealed, hidden | words)
        look_at_events(release, hidden | words)
    pages = look_at_pages(words, hidden)
    if not pages:
        fault("no letter has a code for the page of citizens")
    print("%d sealed cases, %d words, %d pages of citizens, %d requests" % (len(sealed), len(words), pages, asked))
    print("\n".join(sorted(faults)))
    sys.exit(1 if faults else 0)


main()
