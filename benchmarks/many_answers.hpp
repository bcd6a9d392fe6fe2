#pragma once

#include "quiz_world.hpp"

namespace haven::benchmarks {

/// Stores finished sittings of 75 answers each, spread over all questions, until so many answers are there.
void store_answers(QuizWorld& world, int answers);

}  // namespace haven::benchmarks
