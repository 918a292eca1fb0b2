# All of it from the distribution's packages; scripts/install-packages names them.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL 3 REQUIRED)
find_package(CURL REQUIRED)
find_package(EXPAT REQUIRED)
find_package(LibArchive REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
find_library(ISAL_LIBRARY isal REQUIRED)
find_library(SOCI_CORE_LIBRARY soci_core REQUIRED)
find_library(SOCI_SQLITE3_LIBRARY soci_sqlite3 REQUIRED)
find_library(SOCI_POSTGRESQL_LIBRARY soci_postgresql REQUIRED)

add_library(baryon_dependencies INTERFACE)
target_link_libraries(
  baryon_dependencies
  INTERFACE Threads::Threads
            Boost::headers
            Boost::json
            Boost::url
            OpenSSL::SSL
            OpenSSL::Crypto
            CURL::libcurl
            EXPAT::EXPAT
            LibArchive::LibArchive
            SQLite::SQLite3
            fmt::fmt
            spdlog::spdlog
            yaml-cpp
            prometheus-cpp::core
            ${ISAL_LIBRARY}
            ${SOCI_SQLITE3_LIBRARY}
            ${SOCI_POSTGRESQL_LIBRARY}
            ${PostgreSQL_LIBRARIES}
            ${SOCI_CORE_LIBRARY})
