from django.urls import path

from weibao.access.pages import accounts, duties, log, password, security, units

app_name = "access"
urlpatterns = [
    path("units/", units.UnitList.as_view(), name="units"),
    path("units/add/", units.UnitAdd.as_view(), name="unit-add"),
    path("units/<int:pk>/", units.UnitChange.as_view(), name="unit"),
    path("accounts/", accounts.AccountList.as_view(), name="accounts"),
    path("accounts/open/", accounts.AccountOpen.as_view(), name="account-open"),
    path("accounts/<int:pk>/", accounts.AccountPage.as_view(), name="account"),
    path("users/", duties.UserList.as_view(), name="users"),
    path("users/<int:pk>/", duties.UserDuties.as_view(), name="user"),
    path("duties/<int:pk>/revoke/", duties.DutyRevoke.as_view(), name="duty-revoke"),
    path("log/", log.LogList.as_view(), name="log"),
    path("log/chain/", log.LogChain.as_view(), name="log-chain"),
    path("password/", password.OwnPassword.as_view(), name="password"),
    path("security/", security.SecurityPage.as_view(), name="security"),
    path("security/app/", security.AppAdd.as_view(), name="totp-add"),
    path("security/passkey/", security.PasskeyAdd.as_view(), name="passkey-add"),
    path("security/factors/<int:pk>/remove/", security.FactorRemove.as_view(), name="factor-remove"),
    path("security/codes/", security.RecoveryCodes.as_view(), name="recovery-codes"),
    path("security/sessions/end/", security.SessionEnd.as_view(), name="session-end"),
    path("users/<int:pk>/reset/", security.OtherReset.as_view(), name="user-reset"),
]
