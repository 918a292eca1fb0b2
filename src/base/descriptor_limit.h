#pragma once

#include <cstddef>

namespace baryon {

/// Lets this process open as many files and sockets as the system's administrator allows (the hard limit), at most
/// `wanted`, and returns how many it may have open now. Never lowers the limit.
std::size_t raise_descriptor_limit(std::size_t wanted);

}  // namespace baryon
