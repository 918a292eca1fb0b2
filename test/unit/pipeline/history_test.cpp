#include "pipeline/history.h"

#include <gtest/gtest.h>

#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "base/ulid.h"
#include "pipeline/explain.h"
#include "pipeline/queue.h"
#include "registry/embedded_registry.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

const auto a = commit('a');
const auto b = commit('b');

/// Another registry that is down.
class UnreachableRegistry final : public registry::Registry {
 public:
  Result<registry::Registration> plan(const registry::Submission& /*submission*/) override { return down(); }
  Result<registry::Registration> submit(const registry::Submission& /*submission*/) override { return down(); }
  Result<std::vector<registry::Template>> templates() override { return down(); }
  Result<std::optional<registry::Template>> find_template(const registry::TemplateName& /*name*/) override {
    return down();
  }
  Result<std::vector<registry::Version>> versions(const registry::TemplateName& /*name*/) override { return down(); }
  Result<std::optional<registry::Version>> find_version(const registry::TemplateName& /*name*/,
                                                        std::optional<registry::VersionNumber> /*number*/) override {
    return down();
  }
  Result<std::vector<registry::Version>> versions_of_commit(const std::string& /*prefix*/) override { return down(); }

 private:
  static std::unexpected<Error> down() { return fail_for_now(ErrorCode::unavailable, "the registry is down"); }
};

class Histories : public PipelineTest {
 protected:
  Receipt receive(Incoming incoming) {
    const auto receipt = accept(ingest_, std::move(incoming));
    EXPECT_TRUE(receipt.has_value());
    clock_.advance(std::chrono::milliseconds(1));
    return receipt.value_or(Receipt{});
  }

  std::vector<std::string> deliveries(const HistoryFilter& filter) {
    std::vector<std::string> ids;
    const auto records = history_.deliveries(filter);
    for (const auto& record : *records) ids.push_back(record.id);
    return ids;
  }

  Result<Explanation> explained(const std::string& what) { return explain(history_, registry_, what); }

  History history_{*database_};
  registry::EmbeddedRegistry registry_{*database_, clock_, {}};
  Ingest ingest_{*database_, clock_, {.rules = {.branches = {"main"}}}};
  const forge::Repository shop_{.id = 8, .project = "APPS", .slug = "shop"};
};

TEST_F(Histories, ListNewestFirstUpToALimit) {
  const auto first = receive(delivery_of({push("", a)})).delivery;
  const auto second = receive(delivery_of({push("", a)})).delivery;
  const auto third = receive(delivery_of({push("", b)}, shop_)).delivery;
  EXPECT_EQ(deliveries({}), (std::vector{third, second, first}));
  EXPECT_EQ(deliveries({.limit = 2}), (std::vector{third, second}));
}

TEST_F(Histories, FilterByStateAndRepository) {
  const auto first = receive(delivery_of({push("", a)})).delivery;
  const auto second = receive(delivery_of({push("", a)})).delivery;
  const auto third = receive(delivery_of({push("", b)}, shop_)).delivery;
  EXPECT_EQ(deliveries({.state = "accepted"}), (std::vector{third, first}));
  EXPECT_EQ(deliveries({.project = "plat"}), (std::vector{second, first}));
  EXPECT_EQ(deliveries({.project = "APPS", .slug = "SHOP"}), std::vector{third});
  EXPECT_EQ(deliveries({.state = "ignored"}), std::vector<std::string>{});
  EXPECT_EQ(history_.syncs({.state = "queued", .project = "apps"})->size(), 1U);
  EXPECT_EQ(history_.syncs({.state = "dead"})->size(), 0U);
}

TEST_F(Histories, DoNotHoldWhatNeverWas) {
  EXPECT_EQ(history_.delivery(new_ulid(clock_.now()))->has_value(), false);
  EXPECT_EQ(history_.sync("nonsense")->has_value(), false);
}

TEST_F(Histories, FindByTheBeginningOfACommit) {
  receive(delivery_of({push("", a)}));
  receive(delivery_of({push("", a, "refs/heads/wip")}));
  receive(delivery_of({push("", b)}, shop_));
  EXPECT_EQ(history_.deliveries_of_commit("aaaaaaa")->size(), 2U);  // queued and ignored
  EXPECT_EQ(history_.syncs_of_commit("aaaaaaa")->size(), 1U);
  EXPECT_EQ(history_.syncs_of_commit("aaaaaab")->size(), 0U);
}

TEST_F(Histories, ExplainADelivery) {
  const auto receipt = receive(delivery_of({push("", a)}));
  const auto explanation = explained(receipt.delivery);
  ASSERT_TRUE(explanation.has_value());
  EXPECT_EQ(explanation->subject, "delivery " + receipt.delivery);
  ASSERT_EQ(explanation->syncs.size(), 1U);
  EXPECT_EQ(explanation->syncs[0].delivery, receipt.delivery);
  std::string upper = receipt.delivery;
  for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_TRUE(explained(upper).has_value());
}

TEST_F(Histories, ExplainADuplicateByTheSyncOfTheFirst) {
  receive(delivery_of({push("", a)}));
  const auto again = receive(delivery_of({push("", a)}));
  EXPECT_EQ(explained(again.delivery)->syncs.size(), 1U);
}

TEST_F(Histories, ExplainASyncACommitAndARepository) {
  const auto receipt = receive(delivery_of({push("", a)}));
  const auto sync = (*history_.syncs({}))[0].id;
  EXPECT_EQ(explained(sync)->subject, "sync " + sync);
  EXPECT_EQ(explained(sync)->deliveries.at(0).id, receipt.delivery);
  EXPECT_EQ(explained("AAAAAAA")->syncs.size(), 1U);
  EXPECT_EQ(explained("plat/INFRA")->deliveries.size(), 1U);
}

TEST_F(Histories, ExplainACommitWhileTheRegistryIsDown) {
  receive(delivery_of({push("", a)}));
  UnreachableRegistry down;
  const auto explanation = explain(history_, down, "aaaaaaa");
  EXPECT_EQ(explanation->syncs.size(), 1U);
  EXPECT_EQ(explanation->versions_unknown, "the registry is down");
  EXPECT_EQ(explained("aaaaaaa")->versions_unknown, "");
  EXPECT_EQ(explain(history_, down, "bbbbbbb").error().code, ErrorCode::unavailable);
}

TEST_F(Histories, SayWhatToCheckWhenNothingIsKnown) {
  for (const auto& what : {new_ulid(clock_.now()), std::string("1234567"), std::string("PLAT/other")}) {
    const auto explanation = explained(what);
    ASSERT_FALSE(explanation.has_value());
    EXPECT_EQ(explanation.error().code, ErrorCode::not_found);
    EXPECT_FALSE(explanation.error().hint.empty());
  }
  for (const auto* const what : {"", "x", "123456", "/x", "x/", "a/b/c", "zzzzzzz"})
    EXPECT_EQ(explained(what).error().code, ErrorCode::invalid) << what;
}

}  // namespace
}  // namespace baryon::pipeline
