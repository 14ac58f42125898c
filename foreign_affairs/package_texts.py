"""Texts of the packages that the register shows and that need our Vietnamese.

Django's own Vietnamese lacks what came in the last years and says some things as no office
would; django-import-export has none. Named here, these texts are collected into the project's
catalogue by `make messages`, and that catalogue wins over the packages' own. Nothing imports
this module.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# Django's admin: not translated.
ADMIN_MISSING = (
    _("Add link"),
    _("Added:"),
    _("After you’ve created a user, you’ll be able to edit more user options."),
    _("Breadcrumbs"),
    _("Changed:"),
    _("Deleted:"),
    _("Disable password-based authentication"),
    _("Enable password-based authentication"),
    ngettext_lazy("entry", "entries"),
    _("Error:"),
    _("Filter navigation items"),
    _("Forgotten your login credentials?"),
    _("Hide counts"),
    _("Model name"),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
    _("Select all objects on this page for an action"),
    _("Select this object for an action - {}"),
    _("Set password"),
    _("Show counts"),
    _("Sidebar"),
    _("Skip to main content"),
    _("This action will <strong>enable</strong> password-based authentication for this user."),
    _("Toggle navigation"),
    _("Toggle theme (current theme: auto)"),
    _("Toggle theme (current theme: dark)"),
    _("Toggle theme (current theme: light)"),
    _("View selected %(model)s"),
)

# Django's admin: translated, but not as an office would say it; its “History” is the
# word for a memorandum of understanding.
ADMIN_REWORDED = (
    ngettext_lazy(
        "%(count)s %(name)s was changed successfully.",
        "%(count)s %(name)s were changed successfully.",
    ),
    _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected"),
    _("0 of %(cnt)s selected"),
    _("Action:"),
    _("Add"),
    _("Add %(name)s"),
    _("Add another %(model)s"),
    _("Add another %(verbose_name)s"),
    _("Added."),
    _("Administration"),
    _("All dates"),
    _("Any date"),
    _(" By %(filter_title)s "),
    _("Change"),
    _("Change %s"),
    _("Change my password"),
    _("Change selected %(model)s"),
    _("Changed {fields} for {name} “{object}”."),
    _("Changed {fields}."),
    _("Clear all filters"),
    _("Clear selection"),
    _("Click here to select the objects across all pages"),
    _("Currently:"),
    _("Delete multiple objects"),
    _("Delete selected %(verbose_name_plural)s"),
    _("Delete?"),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following "
        "protected related objects:"
    ),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related "
        "objects, but your account doesn't have permission to delete the following types of "
        "objects:"
    ),
    _(
        "Deleting the selected %(objects_name)s would require deleting the following protected "
        "related objects:"
    ),
    _(
        "Deleting the selected %(objects_name)s would result in deleting related objects, but your "
        "account doesn't have permission to delete the following types of objects:"
    ),
    _("Empty"),
    _("Enter a new password for the user <strong>%(username)s</strong>."),
    _("Go"),
    _("History"),
    _("Items must be selected in order to perform actions on them. No items have been changed."),
    _("Log out"),
    _("My actions"),
    _("No action selected."),
    _("No fields changed."),
    _("None available"),
    _("Not empty"),
    _("Objects"),
    _("Password change"),
    _("Past 7 days"),
    _(
        "Please enter the correct %(username)s and password for a staff account. Note that both "
        "fields may be case-sensitive."
    ),
    _(
        "Please enter your old password, for security’s sake, and then enter your new password "
        "twice so we can verify you typed it in correctly."
    ),
    _("Recent actions"),
    _("Run the selected action"),
    _("Save"),
    _("Save and add another"),
    _("Save and continue editing"),
    _("Save and view"),
    _("Save as new"),
    _("Select %s to change"),
    _("Select all %(total_count)s %(module_name)s"),
    _("Site administration"),
    _("Sorting priority: %(priority_number)s"),
    _("Start typing to filter…"),
    _("Successfully deleted %(count)d %(items)s."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was added successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("Toggle sorting"),
    _("Unknown content"),
    _("View on site"),
    _("View site"),
    _("Welcome,"),
    _(
        "You are authenticated as %(username)s, but are not authorized to access this page. Would "
        "you like to login to a different account?"
    ),
    _("You don’t have permission to view or edit anything."),
    _("You may edit it again below."),
    _("Your password was changed."),
)

# Django's accounts: missing, or reworded; a group is a role here.
ACCOUNTS = (
    _("A user with that username already exists."),
    _("active"),
    _("algorithm"),
    _("Authentication and Authorization"),
    _("Change password: %s"),
    _("Conflicting form data submitted. Please try again."),
    _("date joined"),
    _("Designates that this user has all permissions without explicitly assigning them."),
    _("Designates whether the user can log into this admin site."),
    _(
        "Designates whether this user should be treated as active. Unselect this instead of "
        "deleting accounts."
    ),
    _("Disabled"),
    _("email address"),
    _("Enable password-based authentication for this user by setting a password."),
    _("Enabled"),
    _("Enter the same password as before, for verification."),
    _("first name"),
    _("group"),
    _("groups"),
    _("hash"),
    _("Invalid password format or unknown hashing algorithm."),
    _("iterations"),
    _("last login"),
    _("last name"),
    _("New password confirmation"),
    _("No password set."),
    _("password"),
    _("Password change successful"),
    _("Password changed successfully."),
    _("Password confirmation"),
    _("Password-based authentication"),
    _("Password-based authentication was disabled."),
    _("permission"),
    _("permissions"),
    _("Raw passwords are not stored, so there is no way to see the user’s password."),
    _("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only."),
    _("Reset password"),
    _("salt"),
    _("Set password: %s"),
    _("Specific permissions for this user."),
    _("staff status"),
    _("superuser status"),
    _(
        "The groups this user belongs to. A user will get all permissions granted to each of their "
        "groups."
    ),
    _("The two password fields didn’t match."),
    _("This password is entirely numeric."),
    _("This password is too common."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    _("user"),
    _("user permissions"),
    _("username"),
    _("users"),
    _(
        "Whether the user will be able to authenticate using a password or not. If disabled, they "
        "may still be able to authenticate using other backends, such as Single Sign-On or LDAP."
    ),
    _("Your old password was entered incorrectly. Please enter it again."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be entirely numeric."),
    _("Your password can’t be too similar to your other personal information."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
)

# Django's forms and checks: missing, or reworded so that they read the same everywhere.
FORMS = (
    _("%(from)s-%(to)s relationship"),
    _("%(from)s-%(to)s relationships"),
    _("%(model)s instance with %(field)s %(value)r does not exist."),
    _("%(model)s instance with %(field)s %(value)r is not a valid choice."),
    _("%(model_name)s with this %(field_label)s already exists."),
    _("%(model_name)s with this %(field_labels)s already exists."),
    _("Clear"),
    _("Constraint “%(name)s” is violated."),
    _("Currently"),
    ngettext_lazy(
        "Ensure that there are no more than %(max)s decimal place.",
        "Ensure that there are no more than %(max)s decimal places.",
    ),
    ngettext_lazy(
        "Ensure that there are no more than %(max)s digit before the decimal point.",
        "Ensure that there are no more than %(max)s digits before the decimal point.",
    ),
    ngettext_lazy(
        "Ensure that there are no more than %(max)s digit in total.",
        "Ensure that there are no more than %(max)s digits in total.",
    ),
    ngettext_lazy(
        "Ensure this filename has at most %(max)d character (it has %(length)d).",
        "Ensure this filename has at most %(max)d characters (it has %(length)d).",
    ),
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    ),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    _("Ensure this value is %(limit_value)s (it is %(show_value)s)."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Enter a complete value."),
    _("Enter a number."),
    _("Enter a valid date."),
    _("Enter a valid email address."),
    _("Enter a valid URL."),
    _("Enter a valid value."),
    _("Enter a whole number."),
    _(
        "File extension “%(extension)s” is not allowed. Allowed extensions are: "
        "%(allowed_extensions)s."
    ),
    _(
        "ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s."
        " You may need to file a bug report if the issue persists."
    ),
    _("No file was submitted."),
    _("No file was submitted. Check the encoding type on the form."),
    _("Null characters are not allowed."),
    _("Please correct the duplicate data for %(field)s, which must be unique."),
    _("Please correct the duplicate data for %(field)s."),
    _("Please correct the duplicate values below."),
    _("Please either submit a file or check the clear checkbox, not both."),
    ngettext_lazy("Please submit at least %(num)d form.", "Please submit at least %(num)d forms."),
    ngettext_lazy("Please submit at most %(num)d form.", "Please submit at most %(num)d forms."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("The inline value did not match the parent instance."),
    _("The submitted file is empty."),
    _("This field cannot be blank."),
    _("This field cannot be null."),
    _("This field is required."),
    _("Value %(value)r is not a valid choice."),
    _("“%(pk)s” is not a valid value."),
    _("“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format."),
    _("“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date."),
    _("“%(value)s” value must be a decimal number."),
    _("“%(value)s” value must be an integer."),
    _("“%(value)s” value must be either True or False."),
    _("“%(value)s” value must be either True, False, or None."),
)

# Django's page for a form without a valid token (CSRF).
REFUSALS = (
    _("CSRF verification failed. Request aborted."),
    _("Forbidden"),
    _(
        'If you are using the <meta name="referrer" content="no-referrer"> tag or including the '
        "“Referrer-Policy: no-referrer” header, please remove them. The CSRF protection requires "
        "the “Referer” header to do strict referer checking. If you’re concerned about privacy, use"
        ' alternatives like <a rel="noreferrer" …> for links to third-party sites.'
    ),
    _(
        "If you have configured your browser to disable cookies, please re-enable them, at least "
        "for this site, or for “same-origin” requests."
    ),
    _(
        "If you have configured your browser to disable “Referer” headers, please re-enable them, "
        "at least for this site, or for HTTPS connections, or for “same-origin” requests."
    ),
    _("More information is available with DEBUG=True."),
    _(
        "You are seeing this message because this HTTPS site requires a “Referer header” to be sent"
        " by your web browser, but none was sent. This header is required for security reasons, to "
        "ensure that your browser is not being hijacked by third parties."
    ),
    _(
        "You are seeing this message because this site requires a CSRF cookie when submitting "
        "forms. This cookie is required for security reasons, to ensure that your browser is not "
        "being hijacked by third parties."
    ),
)

# django-import-export, which has no Vietnamese.
IMPORT_EXPORT = (
    _("Format"),
    _("No valid data to import. Ensure your file has the correct headers or data for import."),
    _("Resource"),
)

# Names of languages in which agreements are written, inside a sentence.
LANGUAGES = (
    _("Dutch"),
    _("English"),
    _("French"),
    _("German"),
    _("Indonesian"),
    _("Italian"),
    _("Japanese"),
    _("Khmer"),
    _("Korean"),
    _("Malay"),
    _("Russian"),
    _("Simplified Chinese"),
    _("Spanish"),
    _("Thai"),
    _("Traditional Chinese"),
    _("Vietnamese"),
)
