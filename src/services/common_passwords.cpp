#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "services/password_rules.hpp"

namespace haven {
namespace {

/// Passwords of eight and more characters that head the published lists of the most used ones, and some that offer
/// themselves on a platform for student nurses. In the order of std::string_view. A short list: it stops the first
/// guesses of an attacker, not a dictionary.
constexpr std::string_view common_passwords[] = {
    "!qaz2wsx",     "00000000",   "000000000",    "0000000000",    "01234567",       "0123456789",   "10101010",
    "11111111",     "111111111",  "1111111111",   "11223344",      "112233445566",   "12121212",     "123123123",
    "123321123",    "12341234",   "123412341234", "12344321",      "123454321",      "12345678",     "123456789",
    "1234567890",   "1234567891", "12345678910",  "123456789a",    "123456789q",     "12345678a",    "123456aa",
    "123456abc",    "12345abc",   "12345qwert",   "1234qwer",      "123654789",      "123abc123",    "123qwe123",
    "123qweasd",    "13131313",   "14725836",     "147258369",     "147852369",      "147896325",    "159357456",
    "159753456",    "19871987",   "1a2b3c4d",     "1q2w3e4r",      "1q2w3e4r5t",     "1q2w3e4r5t6y", "1qaz2wsx",
    "1qaz2wsx3edc", "1qazxsw2",   "20202020",     "22222222",      "321654987",      "33333333",     "44444444",
    "456789123",    "55555555",   "66666666",     "741852963",     "77777777",       "789456123",    "87654321",
    "88888888",     "888888888",  "963258741",    "963852741",     "987654321",      "9876543210",   "99999999",
    "999999999",    "a1234567",   "a12345678",    "a123456789",    "a1b2c3d4",       "a1b2c3d4e5",   "aa123456",
    "aa12345678",   "aaaaaaaa",   "aaaaaaaaa",    "abc12345",      "abc123456",      "abc123abc",    "abcabcabc",
    "abcd1234",     "abcd12345",  "abcd123456",   "abcdefg1",      "abcdefg123",     "abcdefgh",     "admin123",
    "admin1234",    "admin12345", "adminadmin",   "administrator", "administrator1", "alexander",    "alexandra",
    "anthony1",     "arsenal1",   "asdf1234",     "asdfasdf",      "asdfgh123",      "asdfghjk",     "asdfghjkl",
    "asshole1",     "autumn2024", "babygirl",     "babygirl1",     "barcelona",      "baseball",     "baseball1",
    "basketball",   "benjamin",   "bismillah",    "blahblah",      "blessed1",       "blink182",     "bubbles1",
    "butterfly",    "butterfly1", "changeme",     "changeme1",     "changeme123",    "charlie1",     "chelsea1",
    "cheyenne",     "chocolate",  "chocolate1",   "christian",     "christine",      "computer",     "computer1",
    "corvette",     "counter1",   "danielle",     "december",      "default1",       "doctor123",    "dolphin1",
    "dolphins",     "dragon12",   "dragon123",    "elephant",      "elizabeth",      "facebook",     "facebook1",
    "february",     "ferrari1",   "football",     "football1",     "forever1",       "freedom1",     "friends1",
    "friendship",   "gamecube",   "godisgood",    "google123",     "guest123",       "guestguest",   "hospital",
    "hospital1",    "hunter12",   "hunter123",    "ihateyou",      "ilovegod",       "iloveu123",    "iloveyou",
    "iloveyou!",    "iloveyou1",  "iloveyou123",  "iloveyou2",     "internet",       "internet1",    "january1",
    "jennifer",     "jessica1",   "jesus123",     "jesuschrist",   "jonathan",       "jordan23",     "juventus",
    "killer123",    "letmein1",   "letmein123",   "letmeinn",      "linkedin",       "liverpool",    "liverpool1",
    "lkjhgfdsa",    "login123",   "loginlogin",   "lovelove",      "loveyou1",       "loveyou123",   "manchester",
    "marlboro",     "master12",   "master123",    "matthew1",      "maverick",       "maverick1",    "medical1",
    "medicine",     "mercedes",   "metallica",    "metallica1",    "michael1",       "michelle",     "midnight",
    "midnight1",    "minecraft",  "minecraft1",   "mnbvcxz1",      "monkey12",       "monkey123",    "mustang1",
    "mylove123",    "mypassword", "myspace1",     "nclex123",      "nclexrn1",       "newpassword",  "nicholas",
    "nintendo",     "november",   "nurse123",     "nurse1234",     "nursenurse",     "nursing1",     "nursing123",
    "october1",     "p@ssw0rd",   "p@ssword",     "pa$$word",      "pa55word",       "panther1",     "pass1234",
    "pass12345",    "passw0rd",   "passw0rd1",    "password",      "password!",      "password.",    "password00",
    "password01",   "password1",  "password1!",   "password11",    "password12",     "password123",  "password1234",
    "password2",    "password99", "passwords",    "passwort",      "patricia",       "playstation",  "poiuytrewq",
    "pokemon1",     "pokemon123", "porsche1",     "princess",      "princess1",      "q1q1q1q1",     "q1w2e3r4",
    "q1w2e3r4t5",   "qazwsx123",  "qazwsxedc",    "qwe123qwe",     "qweasdzxc",      "qweqweqwe",    "qwer1234",
    "qwerty12",     "qwerty123",  "qwerty1234",   "qwerty12345",   "qwerty123456",   "qwertyqwerty", "qwertyui",
    "qwertyuiop",   "realmadrid", "root1234",     "rootroot",      "samantha",       "samsung1",     "samsung123",
    "school123",    "scorpion",   "secret12",     "secret123",     "september",      "shadow123",    "slipknot",
    "snoopy123",    "snowball",   "softball1",    "spiderman",     "spring2024",     "starwars",     "starwars1",
    "stephanie",    "student1",   "student123",   "studentnurse",  "summer2020",     "summer2021",   "summer2022",
    "summer2023",   "summer2024", "summer2025",   "sunshine",      "sunshine1",      "superman",     "superman1",
    "teacher1",     "teacher123", "test1234",     "test12345",     "tester123",      "testing1",     "testing123",
    "testtest",     "tinkerbell", "toortoor",     "topsecret",     "trustno1",       "user1234",     "username",
    "username1",    "veronica",   "victoria",     "virginia",      "volleyball",     "warcraft",     "welcome!",
    "welcome1",     "welcome12",  "welcome123",   "whatever",      "whatever1",      "winter2020",   "winter2021",
    "winter2022",   "winter2023", "winter2024",   "winter2025",    "xbox360x",       "yamaha123",    "zaq12wsx",
    "zaq1zaq1",     "zaqwsxcde",  "zxcvbnm,",     "zxcvbnm1",      "zxcvbnm123"};

}  // namespace

bool is_common_password(std::string_view lower_case) {
  return std::binary_search(std::begin(common_passwords), std::end(common_passwords), lower_case);
}

std::size_t common_password_count() noexcept { return std::size(common_passwords); }

}  // namespace haven
