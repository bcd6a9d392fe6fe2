#pragma once

/// The whole engine. See platform.hpp for the platform and rest/server.hpp for the server.

#include "haven/cat/blueprint.hpp"
#include "haven/cat/exam.hpp"
#include "haven/core/clock.hpp"
#include "haven/core/error.hpp"
#include "haven/core/id.hpp"
#include "haven/core/parallel.hpp"
#include "haven/core/random.hpp"
#include "haven/core/version.hpp"
#include "haven/irt/ability.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/information_index.hpp"
#include "haven/irt/item.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/likelihood.hpp"
#include "haven/irt/response.hpp"
#include "haven/math/logistic.hpp"
#include "haven/math/normal.hpp"
