"""Management of webhooks, at a repository or at a project."""
from __future__ import annotations

from typing import Any

from exchange import ApiError, Request, Response, bad_request, json_response
from journal import Journal
from repositories import Project, Repositories, Repository
from rest.paging import Pager
from router import Router
from shapes import Json
from webhook_call import PING, event_call, post
from webhooks import Scope, Webhook, Webhooks, scope_of


class WebhookAdmin:
    """The same endpoints below a repository and below a project."""

    def __init__(self, repositories: Repositories, webhooks: Webhooks, calls: Journal, pager: Pager):
        self._repositories = repositories
        self._webhooks = webhooks
        self._calls = calls
        self._pager = pager

    def add_to(self, router: Router, base: str) -> None:
        router.add("GET", f"{base}/webhooks", self.page)
        router.add("POST", f"{base}/webhooks", self.create)
        router.add("POST", f"{base}/webhooks/test", self.test)
        router.add("GET", f"{base}/webhooks/{{webhook_id}}", self.get)
        router.add("PUT", f"{base}/webhooks/{{webhook_id}}", self.replace)
        router.add("DELETE", f"{base}/webhooks/{{webhook_id}}", self.delete)
        router.add("GET", f"{base}/webhooks/{{webhook_id}}/latest", self.latest)

    def page(self, request: Request, key: str, slug: str | None = None) -> Response:
        event = request.argument("event")
        webhooks = self._webhooks.of(self._scope(key, slug))
        return self._pager.page(request, webhooks, _shape, lambda w: event is None or event in w.events)

    def create(self, request: Request, key: str, slug: str | None = None) -> Response:
        return json_response(_shape(self._webhooks.create(self._scope(key, slug), request.json())), 201)

    def get(self, request: Request, webhook_id: str, key: str, slug: str | None = None) -> Response:
        return json_response(_shape(self._find(key, slug, webhook_id)))

    def replace(self, request: Request, webhook_id: str, key: str, slug: str | None = None) -> Response:
        webhook = self._find(key, slug, webhook_id)
        return json_response(_shape(self._webhooks.replace(webhook, request.json())))

    def delete(self, request: Request, webhook_id: str, key: str, slug: str | None = None) -> Response:
        self._webhooks.delete(self._find(key, slug, webhook_id))
        return Response(204)

    def test(self, request: Request, key: str, slug: str | None = None) -> Response:
        """Send a ping now: to a saved webhook, or to an address that is yet to be saved. Never signed."""
        scope = self._scope(key, slug)
        saved, url = request.argument("webhookId"), request.argument("url")
        if saved is None and url is None:
            raise bad_request("A url or a webhookId is needed.", "url")
        webhook = self._webhooks.get(scope, saved) if saved else self._unsaved(request, scope, url)
        entry = self._calls.add(post(event_call(webhook, PING, None, {"test": True})))
        if entry["status"] is None:
            raise ApiError(502, "webhook.WebhookTestFailedException", entry["response"])
        sent = {"method": "POST", "url": entry["url"], "headers": entry["headers"], "body": entry["body"]}
        return json_response({"request": sent, "response": {"statusCode": entry["status"], "body": entry["response"]}})

    def latest(self, request: Request, webhook_id: str, key: str, slug: str | None = None) -> Response:
        webhook = self._find(key, slug, webhook_id)
        event, outcomes = request.argument("event"), request.argument("outcome", "SUCCESS,FAILURE,ERROR").split(",")
        for entry in reversed(self._calls.entries()):
            if entry["webhook"] == webhook.id and entry["outcome"] in outcomes and event in (None, entry["event"]):
                return json_response(_last_call(webhook, entry))
        return Response(204)

    def _unsaved(self, request: Request, scope: Scope, url: str) -> Webhook:
        credentials = request.json()
        return Webhook(
            0,
            scope,
            url,
            username=credentials.get("username", ""),
            password=credentials.get("password", ""),
            verify_tls=request.argument("sslVerificationRequired") != "false",
        )

    def _owner(self, key: str, slug: str | None) -> Repository | Project:
        return self._repositories.project(key) if slug is None else self._repositories.find(key, slug)

    def _scope(self, key: str, slug: str | None) -> Scope:
        return scope_of(self._owner(key, slug))

    def _find(self, key: str, slug: str | None, webhook_id: str) -> Webhook:
        return self._webhooks.get(self._scope(key, slug), webhook_id)


def _shape(webhook: Webhook) -> Json:
    """The secret and the password are never shown again."""
    shape: Json = {
        "id": webhook.id,
        "name": webhook.name,
        "createdDate": webhook.created_ms,
        "updatedDate": webhook.updated_ms,
        "events": webhook.events,
        "configuration": {},
        "url": webhook.url,
        "active": webhook.active,
        "scopeType": webhook.scope[0],
        "sslVerificationRequired": webhook.verify_tls,
    }
    return shape | ({"credentials": {"username": webhook.username}} if webhook.username else {})


def _last_call(webhook: Webhook, entry: dict[str, Any]) -> Json:
    return {
        "id": entry["headers"]["X-Request-Id"],
        "event": entry["event"],
        "eventScope": {"id": str(webhook.scope[1]), "type": webhook.scope[0]},
        "start": entry["start"],
        "finish": entry["start"] + entry["duration_ms"],
        "duration": entry["duration_ms"],
        "request": {"method": "POST", "url": entry["url"]},
        "result": {"outcome": entry["outcome"], "description": str(entry["status"] or entry["response"])},
    }
