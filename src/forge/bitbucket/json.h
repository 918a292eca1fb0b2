#pragma once

#include "base/json.h"

namespace baryon::forge::bitbucket {

using baryon::array_at;
using baryon::flag_at;
using baryon::integer_at;
using baryon::object_at;
using baryon::parse_json;
using baryon::text_at;

}  // namespace baryon::forge::bitbucket
