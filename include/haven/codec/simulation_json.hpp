#pragma once

#include <span>
#include <string>

#include "haven/cat/exam_plan.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/simulation/report.hpp"
#include "haven/simulation/study.hpp"

/// JSON and CSV forms of simulated studies. Fields are named as the members; numbers keep every bit, as in
/// exam_json.hpp. In CSV (RFC 4180, records ended by LF) a number that there is not is an empty field.
namespace haven::codec {

/// A report with what it is a report of: one object with the members of the report, `blueprint`, `pool` (numbers of
/// items, pretest items and sets), exposure by item id. A figure is {"value": ..., "standard_error": ...}.
[[nodiscard]] std::string to_json(const simulation::StudyReport& report, const cat::ExamPlan& plan);

/// Every figure of a report in one long table: section,group,figure,value,standard_error. Sections are precision,
/// theta, length, stop_reason, exposure, item, content, relaxed, decision and rule.
[[nodiscard]] std::string to_csv(const simulation::StudyReport& report, const irt::ItemBank& bank);

/// A study, exam by exam: items by their ids, paths of estimates, how each ended.
[[nodiscard]] std::string to_json(const simulation::StudyResult& result, const irt::ItemBank& bank);

/// Every step of a study: candidate,position,item,response,theta,standard_error,relaxed.
[[nodiscard]] std::string steps_to_csv(const simulation::StudyResult& result, const irt::ItemBank& bank);

/// Every candidate of a study: candidate,true_theta,theta,standard_error,length,scored_items,stop_reason,decision.
/// `truth` may be empty. Throws Error(invalid_argument) for another number of abilities than candidates.
[[nodiscard]] std::string candidates_to_csv(const simulation::StudyResult& result, std::span<const double> truth);

}  // namespace haven::codec
