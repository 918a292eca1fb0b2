#include "net/address_list.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace baryon::net {
namespace {

AddressList list_of(const std::vector<std::string>& entries) {
  auto list = AddressList::parse(entries);
  EXPECT_TRUE(list.has_value()) << (list ? "" : list.error().text());
  return *std::move(list);
}

TEST(AddressList, HoldsSingleAddresses) {
  const auto list = list_of({"10.1.2.3", "::1"});
  EXPECT_TRUE(list.contains("10.1.2.3"));
  EXPECT_FALSE(list.contains("10.1.2.4"));
  EXPECT_TRUE(list.contains("0:0:0:0:0:0:0:1"));
  EXPECT_FALSE(list.contains("::2"));
}

TEST(AddressList, HoldsNetworks) {
  const auto list = list_of({"10.0.0.0/8", "192.168.17.0/23", "fd00::/9", "172.16.5.5/12"});
  EXPECT_TRUE(list.contains("10.255.255.255"));
  EXPECT_FALSE(list.contains("11.0.0.0"));
  EXPECT_TRUE(list.contains("192.168.16.1"));
  EXPECT_FALSE(list.contains("192.168.18.1"));
  EXPECT_TRUE(list.contains("fd7f::1"));
  EXPECT_FALSE(list.contains("fd80::1"));
  EXPECT_TRUE(list.contains("172.31.0.1"));
}

TEST(AddressList, HoldsEverythingWithALengthOfZero) {
  EXPECT_TRUE(list_of({"0.0.0.0/0"}).contains("8.8.8.8"));
  EXPECT_FALSE(list_of({"0.0.0.0/0"}).contains("2001:db8::1"));
  EXPECT_TRUE(list_of({"::/0"}).contains("2001:db8::1"));
}

TEST(AddressList, TakesAMappedAddressForTheIpv4OneItIs) {
  EXPECT_TRUE(list_of({"10.0.0.0/8"}).contains("::ffff:10.1.2.3"));
  EXPECT_FALSE(list_of({"10.0.0.0/8"}).contains("::ffff:11.1.2.3"));
}

TEST(AddressList, DoesNotHoldWhatIsNoAddress) {
  const auto list = list_of({"0.0.0.0/0", "::/0"});
  for (const auto* const text : {"", "localhost", "10.1.2", "10.1.2.3:80", "unknown", " 10.1.2.3"})
    EXPECT_FALSE(list.contains(text)) << text;
}

TEST(AddressList, NamesTheEntryThatIsNone) {
  for (const auto* const entry : {"", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "example.com", "10.0.0.0/", "::1/x"}) {
    const auto list = AddressList::parse({"127.0.0.1", entry});
    ASSERT_FALSE(list.has_value()) << entry;
    EXPECT_EQ(list.error().code, ErrorCode::invalid);
    EXPECT_TRUE(list.error().message.contains("'" + std::string(entry) + "'"));
  }
}

TEST(AddressList, IsEmptyWithoutEntries) {
  EXPECT_TRUE(AddressList().is_empty());
  EXPECT_FALSE(AddressList().contains("127.0.0.1"));
  EXPECT_FALSE(list_of({"::1"}).is_empty());
}

TEST(Loopback, IsThisMachine) {
  for (const auto* const host : {"127.0.0.1", "127.9.9.9", "::1", "localhost", "::ffff:127.0.0.1"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const auto* const host : {"", "0.0.0.0", "::", "10.0.0.1", "localhost.example.com", "128.0.0.1"})
    EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(ClientAddress, IsTheConnectionsWithoutTrustedProxies) {
  EXPECT_EQ(client_address("203.0.113.9", "10.0.0.1", AddressList()), "203.0.113.9");
  EXPECT_EQ(client_address("203.0.113.9", "10.0.0.1", list_of({"127.0.0.1"})), "203.0.113.9");
}

TEST(ClientAddress, IsWhatTheTrustedProxySaw) {
  const auto proxies = list_of({"127.0.0.1", "10.9.0.0/16"});
  EXPECT_EQ(client_address("127.0.0.1", "203.0.113.9", proxies), "203.0.113.9");
  EXPECT_EQ(client_address("127.0.0.1", "203.0.113.9, 10.9.1.1", proxies), "203.0.113.9");
  EXPECT_EQ(client_address("127.0.0.1", "", proxies), "127.0.0.1");
}

TEST(ClientAddress, DoesNotBelieveWhatTheClientItselfWrote) {
  const auto proxies = list_of({"127.0.0.1"});
  EXPECT_EQ(client_address("127.0.0.1", "10.0.0.1, 203.0.113.9", proxies), "203.0.113.9");
  EXPECT_EQ(client_address("127.0.0.1", "10.0.0.1,nonsense", proxies), "127.0.0.1");
}

}  // namespace
}  // namespace baryon::net
