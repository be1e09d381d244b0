"""Which status of HTTP goes with which code, and what a program is told beside it."""

from http import HTTPStatus

from tasks.job import Problem

STATUS = {
    "studio_pausing": HTTPStatus.SERVICE_UNAVAILABLE,
    "no_such_job": HTTPStatus.NOT_FOUND,
    "no_such_upload": HTTPStatus.NOT_FOUND,
    "no_such_page": HTTPStatus.NOT_FOUND,
    "no_such_case": HTTPStatus.NOT_FOUND,
    "preview_not_ready": HTTPStatus.NOT_FOUND,
    "clip_hidden": HTTPStatus.FORBIDDEN,
    "preview_gone": HTTPStatus.GONE,
    "already_final": HTTPStatus.CONFLICT,
    "still_working": HTTPStatus.GATEWAY_TIMEOUT,
    "unexpected": HTTPStatus.INTERNAL_SERVER_ERROR,
    "login_needed": HTTPStatus.UNAUTHORIZED,
    "wrong_password": HTTPStatus.UNAUTHORIZED,
    "key_unknown": HTTPStatus.UNAUTHORIZED,
    "key_expired": HTTPStatus.UNAUTHORIZED,
    "key_revoked": HTTPStatus.UNAUTHORIZED,
    "key_scope_missing": HTTPStatus.FORBIDDEN,
    "key_too_fast": HTTPStatus.TOO_MANY_REQUESTS,
    "key_spent": HTTPStatus.TOO_MANY_REQUESTS,
    "no_such_key": HTTPStatus.NOT_FOUND,
    "no_such_delivery": HTTPStatus.NOT_FOUND,
    "not_allowed": HTTPStatus.FORBIDDEN,
    "form_outdated": HTTPStatus.FORBIDDEN,
    "link_spent": HTTPStatus.GONE,
    "too_fast": HTTPStatus.TOO_MANY_REQUESTS,
    "foreign_host": HTTPStatus.BAD_REQUEST,
    "foreign_origin": HTTPStatus.FORBIDDEN,
    "request_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "range_unusable": HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
}


def status_of(problem: Problem) -> HTTPStatus:
    """Tell the HTTP status of a problem: what the user can mend is 422."""
    return STATUS.get(problem.code, HTTPStatus.UNPROCESSABLE_ENTITY)


def headers_of(problem: Problem) -> dict[str, str]:
    """Tell a program when to come back, or how to say who it is."""
    match status_of(problem):
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return {"Retry-After": "5"}
        case HTTPStatus.TOO_MANY_REQUESTS if "seconds" in problem.facts:
            seconds = str(problem.facts["seconds"])
            spent = {"RateLimit-Limit": str(problem.facts.get("limit", 0)), "RateLimit-Remaining": "0"}
            limits = spent | {"RateLimit-Reset": seconds} if problem.code == "key_too_fast" else {}
            return {"Retry-After": seconds, **limits}
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": 'Bearer realm="Limner"'}
        case _:
            return {}
