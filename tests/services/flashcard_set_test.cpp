#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crypto/bytes.hpp"
#include "services/flashcard_deck.hpp"
#include "stores/flashcard_set_store.hpp"
#include "stores/sql.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// What each caller may do with one set and its card.
struct Rights {
  bool read, change, study;
};

Rights rights(Fixture& fixture, const Caller& caller, Id<FlashcardSet> set, Id<Flashcard> card, std::uint64_t id) {
  FlashcardService& service = fixture.flashcards();
  const auto version = [&] { return service.set(caller, set).row_version; };
  const auto allowed = [&](const std::function<void()>& work) {
    const std::string error = error_of(work);
    CHECK((error.empty() || error == "not_found/" || error == "forbidden/not_owner"));
    return error.empty();
  };
  Rights rights{};
  rights.read = allowed([&] { static_cast<void>(service.card(caller, card)); });
  CHECK(allowed([&] { static_cast<void>(service.set(caller, set)); }) == rights.read);
  CHECK(allowed([&] { static_cast<void>(service.cards(caller, {.set = set})); }) == rights.read);
  rights.study = allowed(
      [&] { static_cast<void>(service.review(caller, {.id = numbered(id), .card = card, .expected_reviews = 0})); });
  CHECK(allowed([&] { static_cast<void>(service.queue(caller, {.set = set})); }) == rights.study);
  CHECK(allowed([&] { static_cast<void>(service.mark(caller, {.cards = {card}, .flag = 1})); }) == rights.study);
  rights.change = allowed(
      [&] { static_cast<void>(service.update_set(caller, {.set = set, .title = "Other", .row_version = version()})); });
  CHECK(allowed([&] { static_cast<void>(service.add_notes(caller, {set, {{.front = "x"}}})); }) == rights.change);
  CHECK(allowed([&] {
          const auto row = service.card(caller, card).row_version;
          static_cast<void>(service.update_card(caller, {.card = card, .back = "new", .row_version = row}));
        }) == rights.change);
  return rights;
}

std::string both(const Rights& rights) {
  return std::string(rights.read ? "r" : "-") + (rights.change ? "c" : "-") + (rights.study ? "s" : "-");
}

std::vector<std::string> fronts(const std::vector<Flashcard>& cards) {
  std::vector<std::string> fronts;
  for (const Flashcard& card : cards) fronts.push_back(card.front);
  return fronts;
}

AddedNotes add(Deck& deck, NoteDraft note) {
  return deck.service().add_notes(deck.learner, {deck.set.id, {std::move(note)}});
}

/// A class with who teaches and attends it.
Uuid make_cohort(Fixture& fixture, std::uint64_t number, const Caller& owner,
                 const std::vector<std::pair<Caller, const char*>>& members) {
  const Uuid id = numbered(number);
  transact(fixture.database(), [&](Transaction& tx) {
    Sql cohort(tx, "INSERT INTO cohorts (id, owner_id, name, created_at, updated_at) VALUES (?, ?, 'A', 1, 1)");
    cohort.with(id, owner.user).run();
    Sql member(tx, "INSERT INTO cohort_members (cohort_id, user_id, role, joined_at) VALUES (?, ?, ?, 1)");
    for (const auto& [caller, role] : members) member.with(id, caller.user, role).run();
  });
  return id;
}

}  // namespace

TEST_CASE("flashcards: pages of sets that follow one another by their next cover all sets once, whatever goes") {
  Fixture fixture;
  const Caller owner = fixture.caller();
  std::vector<Id<FlashcardSet>> made;
  for (const char* title : {"B", "A", "C", "B", "B", "D"})
    made.push_back(fixture.flashcards().create_set(owner, {.title = title}).id);
  std::string titles;
  std::set<Id<FlashcardSet>> seen;
  ListSets query{.own = true, .limit = 2};
  for (int round = 0;; ++round) {
    const SetPage page = fixture.flashcards().sets(owner, query);
    for (const FlashcardSet& set : page.sets) titles += set.title;
    for (const FlashcardSet& set : page.sets) CHECK(seen.insert(set.id).second);
    CHECK(page.next.has_value() == (round < 2));
    CHECK_FALSE(page.total_is_capped);
    if (!page.next) break;
    query.after = *page.next;
    if (round == 0) fixture.flashcards().remove_set(owner, made[1], std::nullopt);  // "A", which was shown
  }
  CHECK(titles == "ABBBCD");
  for (const char* after : {"x", "00000000-0000-0000-0000-00000000000", "00000000-0000-0000-0000-000000000000\xFF"})
    CHECK(error_of([&] { fixture.flashcards().sets(owner, {.after = after}); }) == "invalid_argument/after");
}

TEST_CASE("flashcards: a total of sets is counted up to 10,000, and says so when there are more") {
  Fixture fixture;
  const Caller owner = fixture.caller();
  const auto make = [&](int count) {
    transact(fixture.database(), [&](Transaction& tx) {
      FlashcardSet set;
      set.owner = owner.user;
      set.title = "Set";
      set.created_at = set.updated_at = fixture.clock.now();
      for (int i = 0; i < count; ++i) {
        set.id = crypto::new_id<FlashcardSet>(fixture.clock.now());
        FlashcardSetStore(tx).insert(set);
      }
    });
  };
  make(10'000);
  SetPage page = fixture.flashcards().sets(owner, {.own = true, .limit = 1});
  CHECK(page.total == 10'000);
  CHECK_FALSE(page.total_is_capped);
  make(1);
  page = fixture.flashcards().sets(owner, {.own = true, .limit = 1});
  CHECK(page.total == 10'000);
  CHECK(page.total_is_capped);
}

TEST_CASE("flashcards: a card that is removed leaves the queue of everybody who studies it, however many they are") {
  Fixture fixture;
  const Caller owner = fixture.caller(Role::instructor);
  const FlashcardSet set = fixture.flashcards().create_set(owner, {.title = "T", .visibility = Visibility::public_set});
  const Flashcard card = fixture.flashcards().add_notes(owner, {set.id, {{.front = "a", .back = "b"}}}).cards[0];
  std::vector<Caller> learners;
  for (std::uint64_t i = 0; i < 1'002; ++i) {
    learners.push_back(fixture.caller());
    static_cast<void>(
        fixture.flashcards().review(learners.back(), {.id = numbered(i + 1), .card = card.id, .expected_reviews = 0}));
  }
  fixture.flashcards().remove_card(owner, card.id, std::nullopt);
  for (const Caller& learner : learners) CHECK(fixture.flashcards().rebuild(learner.user).different_pages == 0);
}

TEST_CASE("flashcards: who may read, change and study a set") {
  struct Expected {
    Role owner;
    Visibility visibility;
    Tier tier;
    const char *own, *student, *instructor, *admin;
  };
  const std::vector<Expected> table = {
      {Role::student, Visibility::private_set, Tier::free, "rcs", "---", "---", "---"},
      {Role::instructor, Visibility::private_set, Tier::free, "rcs", "---", "---", "---"},
      {Role::instructor, Visibility::public_set, Tier::free, "rcs", "r-s", "r-s", "rcs"},
      {Role::instructor, Visibility::public_set, Tier::pro, "rcs", "---", "r-s", "rcs"},
      {Role::admin, Visibility::private_set, Tier::free, "rcs", "---", "---", "---"},
  };
  for (const Expected& expected : table) {
    CAPTURE(to_string(expected.visibility));
    CAPTURE(to_string(expected.owner));
    Fixture fixture;
    const Caller owner = fixture.caller(expected.owner);
    const FlashcardSet set = fixture.flashcards().create_set(
        owner, {.title = "T", .visibility = expected.visibility, .tier_required = expected.tier});
    const Flashcard card = fixture.flashcards().add_notes(owner, {set.id, {{.front = "a", .back = "b"}}}).cards[0];
    CHECK(both(rights(fixture, owner, set.id, card.id, 1)) == expected.own);
    CHECK(both(rights(fixture, fixture.caller(), set.id, card.id, 2)) == expected.student);
    CHECK(both(rights(fixture, fixture.caller(Role::instructor), set.id, card.id, 3)) == expected.instructor);
    CHECK(both(rights(fixture, fixture.caller(Role::admin), set.id, card.id, 4)) == expected.admin);
  }
}

TEST_CASE("flashcards: students make no public sets; lists hold own and public ones") {
  Fixture fixture;
  FlashcardService& service = fixture.flashcards();
  const Caller student = fixture.caller(), teacher = fixture.caller(Role::instructor);
  CHECK(error_of([&] { service.create_set(student, {.title = "x", .visibility = Visibility::public_set}); }) ==
        "forbidden/public_set");
  const FlashcardSet own = service.create_set(student, {.title = "b"});
  CHECK(error_of([&] {
          service.update_set(student, {.set = own.id, .visibility = Visibility::public_set, .row_version = 1});
        }) == "forbidden/public_set");
  static_cast<void>(service.create_set(teacher, {.title = "c", .visibility = Visibility::public_set}));
  static_cast<void>(service.create_set(teacher, {.title = "a", .visibility = Visibility::public_set}));
  static_cast<void>(service.create_set(
      teacher, {.title = "d", .visibility = Visibility::public_set, .tier_required = Tier::premium}));
  static_cast<void>(service.create_set(teacher, {.title = "e"}));
  const auto titles = [&](const Caller& caller, bool only_own) {
    std::string all;
    for (const FlashcardSet& set : service.sets(caller, {.own = only_own}).sets) all += set.title;
    return all;
  };
  CHECK(titles(student, false) == "abc");
  CHECK(titles(student, true) == "b");
  CHECK(titles(teacher, false) == "acde");
  CHECK(service.sets(student, {.limit = 1}).total == 3);
  CHECK(error_of([&] { service.sets(student, {.limit = 0}); }) == "invalid_argument/limit");
}

TEST_CASE("flashcards: a change against another row_version than the present is a conflict") {
  Fixture fixture;
  Deck deck(fixture, 1);
  const FlashcardSet now = deck.service().set(deck.learner, deck.set.id);
  const auto change = [&](std::int64_t version) {
    return error_of(
        [&] { deck.service().update_set(deck.learner, {.set = deck.set.id, .title = "New", .row_version = version}); });
  };
  CHECK(change(now.row_version) == "");
  CHECK(change(now.row_version) == "conflict/row_version");
  CHECK(deck.service().set(deck.learner, deck.set.id).title == "New");
}

TEST_CASE("flashcards: notes give their cards, again under their guid bring them up to date") {
  Fixture fixture;
  Deck deck(fixture, 0);
  const AddedNotes reversed = add(deck, {.kind = CardKind::reversed, .front = "K+", .back = "3.5-5.0", .guid = "k"});
  CHECK(fronts(reversed.cards) == std::vector<std::string>{"K+", "3.5-5.0"});
  CHECK(reversed.cards[1].guid == "k#1");
  CHECK(reversed.cards[1].note_guid == "k");
  const AddedNotes again = add(deck, {.kind = CardKind::reversed, .front = "K+", .back = "3.5-5.0", .guid = "k"});
  CHECK(again.unchanged == 2);
  const AddedNotes changed = add(deck, {.kind = CardKind::basic, .front = "K+", .back = "3.5 to 5.0", .guid = "k"});
  CHECK(changed.updated == 1);
  CHECK(changed.removed == 1);
  CHECK(changed.cards[0].id == reversed.cards[0].id);
  CHECK(deck.service().set(deck.learner, deck.set.id).cards == 1);
  CHECK(error_of([&] { deck.service().card(deck.learner, reversed.cards[1].id); }) == "not_found/");
  const AddedNotes back = add(deck, {.kind = CardKind::reversed, .front = "K+", .back = "3.5-5.0", .guid = "k"});
  CHECK(back.cards[1].id == reversed.cards[1].id);
  CHECK(deck.service().set(deck.learner, deck.set.id).cards == 2);
}

TEST_CASE("flashcards: a cloze note gives a card for each number, gaps in gaps and hints included") {
  Fixture fixture;
  Deck deck(fixture, 0);
  const std::string text =
      "{{c1::Digoxin}} slows the {{c2::heart::organ}}; {{c1::toxic}} when {{c3::K+ is {{c2::low}}}}.";
  const AddedNotes added = add(deck, {.kind = CardKind::cloze, .front = text, .back = "See chapter 4."});
  REQUIRE(added.cards.size() == 3);
  CHECK(added.cards[0].front == "[...] slows the heart; [...] when K+ is low.");
  CHECK(added.cards[1].front == "Digoxin slows the [organ]; toxic when K+ is [...].");
  CHECK(added.cards[2].front == "Digoxin slows the heart; toxic when [...].");
  for (const Flashcard& card : added.cards) {
    CHECK(card.back == "Digoxin slows the heart; toxic when K+ is low.\n\nSee chapter 4.");
    CHECK(card.source == text);
  }
  CHECK(added.cards[2].ordinal == 2);
  // The author's text comes back when only something else of the note is changed.
  const auto tagged = deck.service().update_card(
      deck.learner, {.card = added.cards[1].id, .tags = std::vector<std::string>{"drugs"}, .row_version = 1});
  REQUIRE(tagged.size() == 3);
  CHECK(tagged[0].front == added.cards[0].front);
  CHECK(tagged[0].back == added.cards[0].back);
  CHECK(tagged[0].tags == std::vector<std::string>{"drugs"});
}

TEST_CASE("flashcards: broken gaps are text, and a note without a gap is refused") {
  Fixture fixture;
  Deck deck(fixture, 0);
  const auto front = [&](const std::string& text) {
    return add(deck, {.kind = CardKind::cloze, .front = text + " {{c1::x}}"}).cards.at(0).front;
  };
  CHECK(front("{{c0::a}}") == "a [...]");  // a gap, but no card
  CHECK(front("{{c1::y::}}") == "[...] [...]");
  CHECK(front("{{cx::a}}") == "{{cx::a}} [...]");
  CHECK(front("{{c12:a}}") == "{{c12:a}} [...]");
  for (const char* text : {"no gap", "{{c1::open", "{{c::}}", ""}) {
    CHECK(error_of([&] { add(deck, {.kind = CardKind::cloze, .front = text}); }) == "invalid_argument/front");
  }
  std::string deep;
  for (int i = 0; i < 5'000; ++i) deep += "{{c1::";
  CHECK(error_of([&] { add(deck, {.kind = CardKind::cloze, .front = deep}); }) == "invalid_argument/front");
  // What is never closed stays text, and so does what lies in it.
  const AddedNotes open = add(deck, {.kind = CardKind::cloze, .front = "{{c1::x}}, {{c2::y {{c3::z}}"});
  REQUIRE(open.cards.size() == 1);
  CHECK(open.cards[0].front == "[...], {{c2::y {{c3::z}}");
}

TEST_CASE("flashcards: gaps are Anki's: several numbers, any depth, hints with gaps") {
  Fixture fixture;
  Deck deck(fixture, 0);
  const auto fronts = [&](const std::string& text) {
    std::vector<std::string> found;
    for (const Flashcard& card : add(deck, {.kind = CardKind::cloze, .front = text}).cards) {
      found.push_back(std::to_string(card.ordinal + 1) + ": " + card.front);
    }
    return found;
  };
  using Lines = std::vector<std::string>;
  CHECK(fronts("{{c2,1::K+}} {{c2::rises}}") == Lines{"1: [...] rises", "2: [...] [...]"});
  CHECK(fronts("{{c1::a {{c2::b::h2}} c::h1}}") == Lines{"1: [h1]", "2: a [h2] c"});
  CHECK(fronts("{{c1::a::is {{c2::b}}?}} d") == Lines{"1: [is b?] d"});
  std::string deep = "core", expected = "[...]";
  for (int i = 0; i < 20; ++i) deep = "{{c" + std::to_string(i + 1) + "::" + deep + " " + std::to_string(i) + "}}";
  for (int i = 1; i < 20; ++i) expected += " " + std::to_string(i);
  CHECK(fronts(deep).at(0) == "1: " + expected);
}

TEST_CASE("flashcards: what many large gaps would come to is bounded") {
  Fixture fixture;
  Deck deck(fixture, 0);
  std::string gaps;
  for (int i = 1; i <= 99; ++i) gaps += "{{c" + std::to_string(i) + "::x}}";
  const std::string text = gaps + std::string(FlashcardLimits::text - gaps.size(), 'y');
  CHECK(error_of([&] { add(deck, {.kind = CardKind::cloze, .front = text}); }) == "invalid_argument/front");
  // Each of these notes is small enough, all of them are not.
  const NoteDraft note{.kind = CardKind::cloze, .front = text.substr(gaps.size() / 2)};
  CHECK(add(deck, note).inserted > 20);
  CHECK(error_of([&] {
          static_cast<void>(deck.service().add_notes(deck.learner, {.set = deck.set.id, .notes = {note, note, note}}));
        }) == "invalid_argument/notes");
}

TEST_CASE("flashcards: what a note may not be") {
  Fixture fixture;
  Deck deck(fixture, 0);
  const auto refusal = [&](NoteDraft note) { return error_of([&] { add(deck, std::move(note)); }); };
  CHECK(refusal({.front = ""}) == "invalid_argument/front");
  CHECK(refusal({.kind = CardKind::reversed, .front = "a"}) == "invalid_argument/back");
  CHECK(refusal({.kind = CardKind::image, .front = "a"}) == "invalid_argument/media");
  CHECK(refusal({.kind = CardKind::image, .media = {"a.png"}}) == "");
  CHECK(refusal({.front = std::string(FlashcardLimits::text + 1, 'x')}) == "invalid_argument/front");
  CHECK(refusal({.front = "\xff"}) == "invalid_argument/front");
  CHECK(refusal({.front = "a", .tags = std::vector<std::string>(51, "t")}) == "invalid_argument/tags");
  CHECK(refusal({.front = "a", .tags = {""}}) == "invalid_argument/tags");
  CHECK(refusal({.front = "a", .extra = "[]"}) == "invalid_argument/extra");
  CHECK(refusal({.front = "a", .extra = "{"}) == "invalid_argument/extra");
  CHECK(refusal({.front = "a", .question = Id<Question>{numbered(1)}}) == "invalid_argument/question");
  CHECK(refusal({.front = "a", .guid = std::string(101, 'g')}) == "invalid_argument/guid");
  // All notes or none.
  CHECK(error_of([&] {
          deck.service().add_notes(deck.learner, {deck.set.id, {{.front = "a"}, {.front = ""}}});
        }) == "invalid_argument/front");
  CHECK(deck.service().set(deck.learner, deck.set.id).cards == 1);
}

TEST_CASE("flashcards: cards are listed by position, by page and by exact tag") {
  Fixture fixture;
  Deck deck(fixture, 0);
  AddNotes command{deck.set.id, {}};
  for (int i = 0; i < 7; ++i) {
    command.notes.push_back({.front = std::to_string(i), .tags = {i % 2 == 0 ? "even" : "say \"even"}});
  }
  static_cast<void>(deck.service().add_notes(deck.learner, command));
  std::vector<std::string> seen;
  ListCards query{.set = deck.set.id, .limit = 3};
  do {
    const CardPage page = deck.service().cards(deck.learner, query);
    CHECK(page.total == 7);
    for (const std::string& front : fronts(page.cards)) seen.push_back(front);
    query.after = page.next;
  } while (query.after);
  CHECK(seen == std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6"});
  const CardPage even = deck.service().cards(deck.learner, {.set = deck.set.id, .tag = "even"});
  CHECK(fronts(even.cards) == std::vector<std::string>{"0", "2", "4", "6"});
  CHECK(even.total == 4);
}

TEST_CASE("flashcards: a missed question of an ended sitting becomes a card, once") {
  QuizOptions options;
  options.blueprint = {.minimum_items = 3, .maximum_items = 3, .passing_standard = 0.0};
  Fixture fixture(options);
  fixture.questions().import({{"items", ImportFormat::json, questions_json(20)}});
  const Caller caller = fixture.caller();
  const QuizState state = fixture.quiz().start(caller, {});
  const auto card = [&](int position, const Caller& who) {
    return fixture.flashcards().add_missed_question(who, {.session = state.session.id, .position = position});
  };
  auto next = state.current;
  next = fixture.quiz().submit_answer(caller, {state.session.id, 1, next->question, "A"}).next;
  CHECK(error_of([&] { card(1, caller); }) == "conflict/session_in_progress");
  next = fixture.quiz().submit_answer(caller, {state.session.id, 2, next->question, "A"}).next;
  static_cast<void>(fixture.quiz().submit_answer(caller, {state.session.id, 3, next->question, "B"}));
  const Flashcard made = card(1, caller);
  CHECK(made.front == "Which?\n\nA. this\nB. that");
  CHECK(made.back == "B. that\n\ncanary-rationale");
  CHECK(made.question == state.current->question);
  CHECK(card(1, caller).id == made.id);
  CHECK(card(2, caller).id != made.id);
  CHECK(card(2, caller).set == made.set);
  CHECK(fixture.flashcards().set(caller, made.set).title == "Missed questions");
  CHECK(error_of([&] { card(3, caller); }) == "conflict/not_missed");
  CHECK(error_of([&] { card(4, caller); }) == "not_found/");
  CHECK(error_of([&] { card(1, fixture.caller()); }) == "not_found/");
}

TEST_CASE("flashcards: a preset holds for all sets but those with one of their own; bad ones are refused") {
  Fixture fixture;
  Deck deck(fixture, 1);
  FlashcardService& service = deck.service();
  StudyPreset preset = service.preset(deck.learner, deck.set.id);
  CHECK(preset.new_per_day == 20);
  CHECK(preset.scheduler.ordered_answers);
  preset.new_per_day = 7;
  preset.days.days_off = {20'000, 20'001};
  preset.calendar = {"Asia/Tokyo", Duration::hours(2)};
  static_cast<void>(service.set_preset(deck.learner, {std::nullopt, preset}));
  CHECK(service.preset(deck.learner, deck.set.id).new_per_day == 7);
  CHECK(service.preset(deck.learner, deck.set.id).days == preset.days);
  CHECK(service.preset(deck.learner, deck.set.id).calendar == preset.calendar);
  preset.new_per_day.reset();
  static_cast<void>(service.set_preset(deck.learner, {deck.set.id, preset}));
  CHECK_FALSE(service.preset(deck.learner, deck.set.id).new_per_day.has_value());
  CHECK(service.preset(deck.learner, std::nullopt).new_per_day == 7);
  service.remove_preset(deck.learner, deck.set.id);
  CHECK(service.preset(deck.learner, deck.set.id).new_per_day == 7);
  const auto refusal = [&](const std::function<void(StudyPreset&)>& spoil) {
    StudyPreset bad = preset;
    spoil(bad);
    return error_of([&] { service.set_preset(deck.learner, {std::nullopt, bad}); });
  };
  CHECK(refusal([](StudyPreset& bad) { bad.new_per_day = -1; }) == "invalid_argument/new_per_day");
  CHECK(refusal([](StudyPreset& bad) { bad.reviews_per_day = 10'000; }) == "invalid_argument/reviews_per_day");
  CHECK(refusal([](StudyPreset& bad) { bad.calendar.zone = "Mars/Base"; }) == "invalid_argument/");
  CHECK(refusal([](StudyPreset& bad) { bad.scheduler.desired_retention = 1.0; }) == "invalid_argument/");
  CHECK(refusal([](StudyPreset& bad) { bad.leech_rule.threshold = -1; }) == "invalid_argument/leech_rule.threshold");
}

TEST_CASE("flashcard sets: a set or card is removed in the version that the caller knows, or not at all") {
  Fixture fixture;
  const Caller owner = fixture.caller();
  FlashcardService& service = fixture.flashcards();
  const FlashcardSet set = service.create_set(owner, {.title = "Deck"});
  const Flashcard card = service.add_notes(owner, {set.id, {{.front = "q", .back = "a"}}}).cards.at(0);
  static_cast<void>(service.update_card(owner, {.card = card.id, .back = "b", .row_version = card.row_version}));
  CHECK(error_of([&] { service.remove_card(owner, card.id, card.row_version); }) == "conflict/row_version");
  CHECK(service.card(owner, card.id).back == "b");
  service.remove_card(owner, card.id, service.card(owner, card.id).row_version);
  CHECK(error_of([&] { static_cast<void>(service.card(owner, card.id)); }) == "not_found/");
  const FlashcardSet known = service.set(owner, set.id);
  static_cast<void>(service.update_set(owner, {.set = set.id, .title = "New", .row_version = known.row_version}));
  CHECK(error_of([&] { service.remove_set(owner, set.id, known.row_version); }) == "conflict/row_version");
  CHECK(service.set(owner, set.id).title == "New");
  service.remove_set(owner, set.id, service.set(owner, set.id).row_version);
  CHECK(error_of([&] { static_cast<void>(service.set(owner, set.id)); }) == "not_found/");
}

TEST_CASE("flashcard cohorts: their members read and study their sets, whoever owns them changes them") {
  Fixture fixture;
  FlashcardService& service = fixture.flashcards();
  const Caller teacher = fixture.caller(Role::instructor), assistant = fixture.caller(Role::instructor);
  const Caller pupil = fixture.caller(), stranger = fixture.caller(Role::instructor),
               admin = fixture.caller(Role::admin);
  const Uuid cohort = make_cohort(fixture, 77, teacher, {{assistant, "instructor"}, {pupil, "student"}});
  std::uint64_t number = 1;
  for (const Caller& owner : {assistant, pupil}) {
    for (const Tier tier : {Tier::free, Tier::pro}) {
      CAPTURE(to_string(tier));
      const FlashcardSet set = service.create_set(
          owner, {.title = "T", .visibility = Visibility::cohort_set, .cohort = cohort, .tier_required = tier});
      CHECK(set.cohort == cohort);
      const Flashcard card = service.add_notes(owner, {set.id, {{.front = "a", .back = "b"}}}).cards[0];
      const auto rights_of = [&](const Caller& caller) {
        return both(rights(fixture, caller, set.id, card.id, number++));
      };
      CHECK(rights_of(owner) == "rcs");
      CHECK(rights_of(teacher) == "r-s");
      const Caller& other = owner.user == pupil.user ? assistant : pupil;
      CHECK(rights_of(other) == (other.role == Role::student && tier == Tier::pro ? "---" : "r-s"));
      CHECK(rights_of(stranger) == "---");
      CHECK(rights_of(admin) == "---");
    }
  }
}

TEST_CASE("flashcard cohorts: a set for one names it, by who is in it; lists hold the sets of the reader's cohorts") {
  Fixture fixture;
  FlashcardService& service = fixture.flashcards();
  const Caller teacher = fixture.caller(Role::instructor), pupil = fixture.caller(), other = fixture.caller();
  const Uuid one = make_cohort(fixture, 77, teacher, {{pupil, "student"}}), two = make_cohort(fixture, 78, teacher, {});
  const auto create = [&](const Caller& caller, const char* title, std::optional<Uuid> cohort) {
    return service.create_set(caller, {.title = title, .visibility = Visibility::cohort_set, .cohort = cohort});
  };
  const auto refused = [&](const Caller& caller, std::optional<Uuid> cohort) {
    return error_of([&] { static_cast<void>(create(caller, "x", cohort)); });
  };
  CHECK(refused(pupil, std::nullopt) == "invalid_argument/cohort");
  CHECK(refused(pupil, numbered(79)) == "invalid_argument/cohort");
  CHECK(refused(pupil, two) == "invalid_argument/cohort");  // not his
  CHECK(error_of([&] { static_cast<void>(service.create_set(pupil, {.title = "x", .cohort = one})); }) ==
        "invalid_argument/cohort");
  const FlashcardSet a = create(teacher, "a", one);
  static_cast<void>(create(teacher, "b", two));
  static_cast<void>(create(pupil, "c", one));
  static_cast<void>(service.create_set(pupil, {.title = "d"}));
  const auto titles = [&](const Caller& caller, const ListSets& query) {
    const SetPage page = service.sets(caller, query);
    std::string all;
    for (const FlashcardSet& set : page.sets) all += set.title;
    CHECK(page.total == std::ssize(all));
    return all;
  };
  CHECK(titles(pupil, {}) == "acd");
  CHECK(titles(pupil, {.own = true}) == "cd");
  CHECK(titles(pupil, {.cohort = one}) == "ac");
  CHECK(titles(pupil, {.own = true, .cohort = one}) == "c");
  CHECK(titles(teacher, {}) == "abc");
  CHECK(titles(other, {}) == "");
  CHECK(error_of([&] { static_cast<void>(service.sets(pupil, {.cohort = two})); }) == "not_found/");

  const Flashcard card = service.add_notes(teacher, {a.id, {{.front = "q"}}}).cards.at(0);
  static_cast<void>(service.review(pupil, {.id = numbered(1), .card = card.id, .expected_reviews = 0}));
  fixture.clock.advance(Duration::hours(1));
  CHECK(service.queue(pupil, {.set = std::nullopt}).cards.size() == 1);
  const auto change = [&](UpdateSet command) {
    command.row_version = service.set(teacher, a.id).row_version;
    return service.update_set(teacher, command);
  };
  CHECK(error_of([&] { static_cast<void>(change({.set = a.id, .cohort = numbered(79)})); }) ==
        "invalid_argument/cohort");
  CHECK(change({.set = a.id, .cohort = two}).cohort == two);
  CHECK(titles(pupil, {}) == "cd");
  CHECK(service.queue(pupil, {}).cards.empty());
  CHECK(service.history(pupil, card.id).size() == 1);  // his log is his
  CHECK_FALSE(change({.set = a.id, .visibility = Visibility::public_set}).cohort.has_value());
  CHECK(titles(pupil, {}) == "acd");
  CHECK(error_of([&] { static_cast<void>(change({.set = a.id, .visibility = Visibility::cohort_set})); }) ==
        "invalid_argument/cohort");
  CHECK(change({.set = a.id, .visibility = Visibility::cohort_set, .cohort = one}).cohort == one);
  CHECK(error_of([&] {
          static_cast<void>(change({.set = a.id, .visibility = Visibility::private_set, .cohort = one}));
        }) == "invalid_argument/cohort");
}
