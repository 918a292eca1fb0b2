#include "aws/sns/service_url.h"

#include <gtest/gtest.h>

namespace baryon::aws::sns {
namespace {

TEST(ServiceUrl, IsThatOfSns) {
  EXPECT_TRUE(is_service_url("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem"));
  EXPECT_TRUE(is_service_url("https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0.pem"));
  EXPECT_TRUE(is_service_url("https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=1"));
}

TEST(ServiceUrl, IsNoOther) {
  for (const auto* const url :
       {"http://sns.eu-central-1.amazonaws.com/a.pem", "https://sns.eu-central-1.amazonaws.com.evil.com/a.pem",
        "https://evil.com/sns.eu-central-1.amazonaws.com/a.pem",
        "https://sns.eu-central-1.amazonaws.com@evil.com/a.pem",
        "https://evil.com#sns.eu-central-1.amazonaws.com/a.pem", "https://evil.com?sns.eu-central-1.amazonaws.com/a",
        "https://sns.evil.com/a.pem", "https://sns.a.b.amazonaws.com/a.pem", "https://sns..amazonaws.com/a.pem",
        "https://sns.eu-central-1.amazonaws.com:8443/a.pem", "https://sns.eu-central-1.amazonaws.com",
        "https://sqs.eu-central-1.amazonaws.com/a.pem", "https://sns.eu-central-1.amazonaws.com\\@evil.com/a.pem",
        "https://SNS.eu-central-1.amazonaws.com/a.pem", "https://sns.eu-central-1.amazonaws.com /a.pem",
        "https://snsseu-central-1.amazonaws.com/a.pem", "https://my-bucket.s3.amazonaws.com/a.pem", "ftp://", ""})
    EXPECT_FALSE(is_service_url(url)) << url;
}

}  // namespace
}  // namespace baryon::aws::sns
