#include "pipeline/ingest.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/ulid.h"
#include "pipeline/admission.h"
#include "pipeline/announce.h"
#include "pipeline/change_decision.h"
#include "pipeline/reconcile_requests.h"
#include "pipeline/repositories.h"
#include "pipeline/sync_config_rows.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using forge::EventKind;

constexpr std::string_view insert_delivery =
    "INSERT INTO deliveries (id, received_at, forge, event, request_id, remote, repository_id, project, slug, status, "
    "reason, body) VALUES (:id, :received_at, :forge, :event, :request_id, :remote, :repository_id, :project, :slug, "
    ":status, :reason, :body)";
constexpr std::string_view insert_change =
    "INSERT INTO ref_changes (delivery_id, position, ref, type, from_commit, to_commit, decision, reason, sync_id) "
    "VALUES (:delivery_id, :position, :ref, :type, :from_commit, :to_commit, :decision, :reason, :sync_id)";

std::string_view to_string(forge::ChangeType type) {
  switch (type) {
    case forge::ChangeType::add:
      return "ADD";
    case forge::ChangeType::update:
      return "UPDATE";
    case forge::ChangeType::remove:
      return "DELETE";
    case forge::ChangeType::other:
      return "OTHER";
  }
  return "OTHER";
}

struct Context {
  Session& session;
  const Incoming& incoming;
  const Ingest::Options& options;
  const std::string& delivery;
  Timestamp now;
  std::int64_t& superseded;  ///< counts what ends so
};

Announcement announcement_of(const Context& context, const forge::RefChange& change) {
  return {.forge = context.incoming.forge,
          .repository = context.incoming.event.repository,
          .ref = change.ref,
          .from = change.from,
          .commit = change.to,
          .subject = change.subject,
          .delivery = context.delivery};
}

Result<AnnounceOutcome> announce(const Context& context, const forge::RefChange& change) {
  BARYON_TRY(auto announced, announce_delivered(context.session, announcement_of(context, change), context.now));
  context.superseded += announced.superseded;
  return announced;
}

Result<ChangeDecision> queue(const Context& context, const forge::RefChange& change, std::string reason) {
  BARYON_TRY(auto announced, announce(context, change));
  using What = ChangeDecision::What;
  switch (announced.what) {
    case Announced::queued:
    case Announced::queued_again:
      return ChangeDecision{.what = What::queued, .reason = std::move(reason), .sync = std::move(announced.sync)};
    case Announced::known:
      return ChangeDecision{.what = What::duplicate,
                            .reason = "this commit of this branch is known already",
                            .sync = std::move(announced.sync)};
    case Announced::stale:
      BARYON_CHECK(request_reconcile(context.session, context.incoming.forge, context.incoming.event.repository.id,
                                     "a known commit was announced again after another one", context.now));
      return ChangeDecision{.what = What::duplicate,
                            .reason =
                                "this commit of this branch is known already; another one was announced since, so the "
                                "branch's head will be asked",
                            .sync = std::move(announced.sync)};
  }
  return fail(ErrorCode::internal, "unknown outcome of an announcement");
}

Result<ChangeDecision> decide_change(const Context& context, const forge::RefChange& change,
                                     const std::optional<std::string>& default_branch) {
  BARYON_TRY(auto admittance, admit(context.session, context.options.rules, context.incoming.forge,
                                    context.incoming.event.repository, change, default_branch));
  if (admittance.is_admitted) return queue(context, change, std::move(admittance.reason));
  if (admittance.tells_of_end) BARYON_CHECK(announce(context, change));
  return ChangeDecision{.what = ChangeDecision::What::ignored, .reason = std::move(admittance.reason)};
}

Result<std::vector<ChangeDecision>> decide_changes(const Context& context) {
  const auto& event = context.incoming.event;
  BARYON_CHECK(remember_repository(context.session, context.incoming.forge, event.repository));
  std::optional<std::string> default_branch;
  if (context.options.rules.branches.empty()) {
    BARYON_TRY(default_branch, known_default_branch(context.session, context.incoming.forge, event.repository.id,
                                                    context.now, context.options.default_branch_max_age));
  }
  std::vector<ChangeDecision> decisions;
  for (const auto& change : event.changes) {
    BARYON_TRY(auto decision, decide_change(context, change, default_branch));
    decisions.push_back(std::move(decision));
  }
  return decisions;
}

Receipt summarise(const std::string& delivery, const std::vector<ChangeDecision>& decisions) {
  const auto count = [&](ChangeDecision::What what) {
    return std::ranges::count(decisions, what, &ChangeDecision::what);
  };
  Receipt receipt{.status = DeliveryStatus::ignored, .delivery = delivery, .reason = decisions.front().reason};
  const auto queued = count(ChangeDecision::What::queued);
  const auto duplicates = count(ChangeDecision::What::duplicate);
  if (queued > 0) {
    receipt.status = DeliveryStatus::accepted;
    receipt.reason = fmt::format("{} of {} changes will be synced", queued, decisions.size());
  } else if (duplicates > 0) {
    receipt.status = DeliveryStatus::duplicate;
    receipt.reason = std::ranges::find(decisions, ChangeDecision::What::duplicate, &ChangeDecision::what)->reason;
  } else if (decisions.size() > 1) {
    receipt.reason = fmt::format("none of {} changes is to be synced; the first: {}", decisions.size(), receipt.reason);
  }
  return receipt;
}

// An event that names no change by itself.
Result<Receipt> decide_event(const Context& context) {
  const auto& event = context.incoming.event;
  Receipt receipt{.status = DeliveryStatus::ignored, .delivery = context.delivery, .reason = {}};
  if (event.kind == EventKind::refs_changed) {
    BARYON_CHECK(remember_repository(context.session, context.incoming.forge, event.repository));
    auto judgement = judge_repository(context.options.rules, event.repository);
    BARYON_TRY(const auto configured, configured_refs(context.session, context.incoming.forge, event.repository));
    if (judgement.verdict == Verdict::ignore && configured.empty()) {
      receipt.reason = std::move(judgement.reason);
      return receipt;
    }
    BARYON_CHECK(request_reconcile(context.session, context.incoming.forge, event.repository.id,
                                   "an event listed no changes", context.now));
    receipt.reason = "the event lists no changes; the repository's branches will be compared";
    return receipt;
  }
  if (event.kind == EventKind::default_branch_changed && event.repository.id != 0) {
    BARYON_CHECK(forget_default_branch(context.session, context.incoming.forge, event.repository.id));
    BARYON_CHECK(request_reconcile(context.session, context.incoming.forge, event.repository.id,
                                   "the default branch changed", context.now));
    receipt.reason = "the default branch changed; the repository's branches will be compared";
    return receipt;
  }
  receipt.reason = fmt::format("event '{}' needs no sync", event.key);
  return receipt;
}

/// A delivery that is stored.
struct Stored {
  Receipt receipt;
  std::int64_t superseded = 0;
};

Result<Stored> store(Session& session, const Incoming& incoming, const Ingest::Options& options, Timestamp now) {
  const auto delivery = new_ulid(now);
  Stored stored;
  auto& receipt = stored.receipt;
  const Context context{.session = session,
                        .incoming = incoming,
                        .options = options,
                        .delivery = delivery,
                        .now = now,
                        .superseded = stored.superseded};
  const auto& event = incoming.event;
  std::vector<ChangeDecision> decisions;
  if (event.kind == EventKind::refs_changed && !event.changes.empty()) {
    BARYON_TRY(decisions, decide_changes(context));
    receipt = summarise(delivery, decisions);
  } else {
    BARYON_TRY(receipt, decide_event(context));
  }
  BARYON_CHECK(session.execute(insert_delivery, delivery, to_millis(now), incoming.forge, event.key,
                               incoming.request_id, incoming.remote, event.repository.id, event.repository.project,
                               event.repository.slug, to_string(receipt.status), receipt.reason, incoming.body));
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const auto& change = event.changes[i];
    const auto& decision = decisions[i];
    BARYON_CHECK(session.execute(insert_change, delivery, i, change.ref, to_string(change.type), change.from, change.to,
                                 to_string(decision.what), decision.reason, decision.sync));
  }
  return stored;
}

}  // namespace

Ingest::Ingest(db::Database& database, const Clock& clock, Options options)
    : database_(database), clock_(clock), options_(std::move(options)) {}

void Ingest::accept(Incoming incoming, Done done) {
  struct State {
    Incoming incoming;
    Stored stored;
    Done done;
  };
  auto state = std::make_shared<State>(std::move(incoming), Stored{}, std::move(done));
  database_.writer().submit(
      [this, state](Session& session) -> Result<void> {
        BARYON_TRY(state->stored, store(session, state->incoming, options_, clock_.now()));
        return {};
      },
      [this, state](Result<void> committed) {
        if (!committed) return state->done(std::unexpected(std::move(committed).error()));
        auto& [receipt, superseded] = state->stored;
        if (receipt.status != DeliveryStatus::ignored) options_.on_queued();
        if (superseded > 0) options_.on_superseded(superseded);
        state->done(std::move(receipt));
      });
}

}  // namespace baryon::pipeline
