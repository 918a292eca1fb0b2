// libpq, loaded with the first connection to PostgreSQL. These are the functions that SOCI and db/ call.
#include <libpq-fe.h>
#include <libpq/libpq-fs.h>

#include "late.h"

namespace {

constexpr const char* library = "libpq.so.5";

}  // namespace

#define LATE(result, name, parameters, arguments) BARYON_LATE(library, result, name, parameters, arguments)

extern "C" {

LATE(ConnStatusType, PQstatus, (const PGconn* conn), (conn))
LATE(ExecStatusType, PQresultStatus, (const PGresult* res), (res))
LATE(Oid, PQftype, (const PGresult* res, int field_num), (res, field_num))
LATE(PGconn*, PQconnectdb, (const char* conninfo), (conninfo))
LATE(PGresult*, PQexec, (PGconn * conn, const char* query), (conn, query))
LATE(PGresult*, PQexecParams,
     (PGconn * conn, const char* command, int nParams, const Oid* paramTypes, const char* const* paramValues,
      const int* paramLengths, const int* paramFormats, int resultFormat),
     (conn, command, nParams, paramTypes, paramValues, paramLengths, paramFormats, resultFormat))
LATE(PGresult*, PQexecPrepared,
     (PGconn * conn, const char* stmtName, int nParams, const char* const* paramValues, const int* paramLengths,
      const int* paramFormats, int resultFormat),
     (conn, stmtName, nParams, paramValues, paramLengths, paramFormats, resultFormat))
LATE(PGresult*, PQgetResult, (PGconn * conn), (conn))
LATE(PGresult*, PQprepare, (PGconn * conn, const char* stmtName, const char* query, int nParams, const Oid* paramTypes),
     (conn, stmtName, query, nParams, paramTypes))
LATE(PQconninfoOption*, PQconninfoParse, (const char* conninfo, char** errmsg), (conninfo, errmsg))
LATE(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn * conn, PQnoticeProcessor proc, void* arg), (conn, proc, arg))
LATE(char*, PQcmdStatus, (PGresult * res), (res))
LATE(char*, PQcmdTuples, (PGresult * res), (res))
LATE(char*, PQerrorMessage, (const PGconn* conn), (conn))
LATE(char*, PQfname, (const PGresult* res, int field_num), (res, field_num))
LATE(char*, PQgetvalue, (const PGresult* res, int tup_num, int field_num), (res, tup_num, field_num))
LATE(char*, PQresultErrorField, (const PGresult* res, int fieldcode), (res, fieldcode))
LATE(char*, PQresultErrorMessage, (const PGresult* res), (res))
LATE(const char*, PQparameterStatus, (const PGconn* conn, const char* paramName), (conn, paramName))
LATE(int, PQfformat, (const PGresult* res, int field_num), (res, field_num))
LATE(int, PQfsize, (const PGresult* res, int field_num), (res, field_num))
LATE(int, PQsocket, (const PGconn* conn), (conn))
LATE(int, PQgetisnull, (const PGresult* res, int tup_num, int field_num), (res, tup_num, field_num))
LATE(int, PQnfields, (const PGresult* res), (res))
LATE(int, PQntuples, (const PGresult* res), (res))
LATE(int, PQsendPrepare, (PGconn * conn, const char* stmtName, const char* query, int nParams, const Oid* paramTypes),
     (conn, stmtName, query, nParams, paramTypes))
LATE(int, PQsendQuery, (PGconn * conn, const char* query), (conn, query))
LATE(int, PQsendQueryParams,
     (PGconn * conn, const char* command, int nParams, const Oid* paramTypes, const char* const* paramValues,
      const int* paramLengths, const int* paramFormats, int resultFormat),
     (conn, command, nParams, paramTypes, paramValues, paramLengths, paramFormats, resultFormat))
LATE(int, PQsendQueryPrepared,
     (PGconn * conn, const char* stmtName, int nParams, const char* const* paramValues, const int* paramLengths,
      const int* paramFormats, int resultFormat),
     (conn, stmtName, nParams, paramValues, paramLengths, paramFormats, resultFormat))
LATE(int, PQserverVersion, (const PGconn* conn), (conn))
LATE(int, PQsetSingleRowMode, (PGconn * conn), (conn))
LATE(int, lo_close, (PGconn * conn, int fd), (conn, fd))
LATE(int, lo_lseek, (PGconn * conn, int fd, int offset, int whence), (conn, fd, offset, whence))
LATE(int, lo_open, (PGconn * conn, Oid lobjId, int mode), (conn, lobjId, mode))
LATE(int, lo_read, (PGconn * conn, int fd, char* buf, size_t len), (conn, fd, buf, len))
LATE(int, lo_write, (PGconn * conn, int fd, const char* buf, size_t len), (conn, fd, buf, len))
LATE(void, PQclear, (PGresult * res), (res))
LATE(void, PQconninfoFree, (PQconninfoOption * connOptions), (connOptions))
LATE(void, PQfinish, (PGconn * conn), (conn))
LATE(void, PQfreemem, (void* ptr), (ptr))

}  // extern "C"
