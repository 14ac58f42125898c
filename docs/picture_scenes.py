"""What people do in the pictures of the guides, and which of it is shown; see `take_pictures`."""

from dataclasses import dataclass

PASSWORD = "demo-so-ngoai-vu"  # noqa: S105 - of the demo accounts, printed by make run
WIDTH = 1280

VISITOR = ""
EDITOR, APPROVER, ADMINISTRATOR = "editor", "approver", "administrator"

NAME = "Đoàn doanh nghiệp Daejeon thăm Bình Dương (ví dụ)"
TWIN = "Đoàn doanh nghiệp thành phố Daejeon thăm Bình Dương (ví dụ)"

DELEGATIONS = "/admin/events/delegation/"
ADD = f"{DELEGATIONS}add/"
CHANGE = f"{DELEGATIONS}{{delegation}}/change/"
LIST = f"{DELEGATIONS}?q=daejeon"

EINDHOVEN = "#result_list tbody tr:has(a:text-is('Thành phố Eindhoven'))"

SAVE = ("click", "[name=_save]")
SAVE_AND_STAY = ("click", "[name=_continue]")
CONFIRM = ("click", ".submit-row [type=submit].default")

FILE = """Tên tiếng Việt;Chiều đoàn;Loại đoàn;Thời gian;Số đoàn;Số lượt người
Đoàn doanh nghiệp Hà Lan tìm hiểu đầu tư (ví dụ);đoàn vào;đoàn doanh nghiệp;9/2024;1;12
Đoàn học sinh Bình Dương sang Nhật Bản (ví dụ);đoàn ra;đoàn học sinh, sinh viên;2023;2;
Đoàn y tế sang Lào (ví dụ);đoàn ra;đoàn y tế;21/02/2024;1;8
"""

Step = tuple[str, ...]
"""What `Company.step` does, and what it is given beside the page."""


@dataclass(frozen=True)
class Scene:
    """What somebody does, and the picture of what is seen then.

    `path` empty: on the page that this person has open. `clip`: the picture shows the smallest
    rectangle with all these elements, cut at `width` and `height`.
    """

    who: str
    path: str
    steps: tuple[Step, ...] = ()
    picture: str = ""
    clip: tuple[str, ...] = ("#content > h1", "#content-main")
    width: int = WIDTH
    height: int = 2000


def action(name: str, rows: str = "(ví dụ)") -> tuple[Step, ...]:
    """The rows with this text, the records of this script, are chosen; what would be is shown."""
    return (("tick", rows), ("select", "[name=action]", name), ("click", "[name=index]"))


DAY = (
    # A delegation is entered.
    Scene(
        EDITOR,
        ADD,
        (
            ("fill", "#id_name_vi", NAME),
            ("fill", "#id_name_en", "Business delegation from Daejeon to Binh Duong (example)"),
            ("select", "#id_direction", "in"),
            ("select", "#id_rank", "business"),
            ("fill", "#id_period", "9/2024"),
            ("select", "#id_status", "carried_out"),
            ("fill", "#id_count", "1"),
            ("fill", "#id_persons", "12"),
            ("fill", "#id_purpose_vi", "Tìm hiểu môi trường đầu tư và thăm khu công nghiệp."),
        ),
        "delegation-form",
        ("#content > h1", ".field-purpose_vi"),
    ),
    Scene(
        EDITOR,
        "",
        (("search", "participants-1-partner", "daejeon"),),
        "participants",
        ("#participants-group", ".select2-dropdown"),
    ),
    Scene(
        EDITOR,
        "",
        (
            ("click", ".select2-results__option >> nth=0"),
            ("select", "#id_state", "review"),
            SAVE_AND_STAY,
        ),
        "no-source",
        ("#form-problems",),
    ),
    Scene(
        EDITOR,
        "",
        (
            ("choose", "sources", "đối ngoại"),
            ("select", "#id_state", "draft"),
            ("fill", "#id_period", "9/2030"),
            SAVE_AND_STAY,
        ),
        "warning",
        ("#form-warnings",),
    ),
    Scene(EDITOR, "", (("fill", "#id_period", "9/2024"), SAVE_AND_STAY, ("keep", "delegation"))),
    # What is typed outlives a closed page and a lapsed session.
    Scene(EDITOR, CHANGE, (("type", "#id_result_vi", "Ký hai bản ghi nhớ."), ("pause",))),
    Scene(EDITOR, CHANGE, (), "unsaved", ("#content > h1", ".unsaved-text")),
    Scene(
        EDITOR,
        "",
        (("click", ".unsaved-text .button >> nth=0"), ("lapse",), SAVE),
        "lapsed-session",
        ("#content > h1", ".submit-row"),
    ),
    Scene(
        EDITOR,
        "",
        (
            ("fill", "#id_lapsed-username", EDITOR),
            ("fill", "#id_lapsed-password", PASSWORD),
            CONFIRM,
        ),
    ),
    # The same delegation a second time.
    Scene(
        EDITOR,
        ADD,
        (
            ("fill", "#id_name_vi", TWIN),
            ("select", "#id_direction", "in"),
            ("select", "#id_rank", "business"),
            ("fill", "#id_period", "9/2024"),
            ("select", "#id_status", "carried_out"),
            ("fill", "#id_persons", "15"),
            SAVE_AND_STAY,
            ("click", "#form-warnings button"),
            ("keep", "twin"),
        ),
    ),
    Scene(
        EDITOR,
        f"{DELEGATIONS}{{delegation}}/merge/?other={{twin}}",
        (),
        "merge",
        ("#content > h1", ".submit-row"),
    ),
    Scene(EDITOR, LIST, action("hand_over"), "hand-over"),
    # It is sent to review, returned, and meets another editor.
    Scene(EDITOR, LIST, action("move_to_review"), "send-to-review"),
    Scene(EDITOR, "", (CONFIRM,)),
    Scene(
        APPROVER,
        LIST,
        (
            *action("move_to_draft"),
            ("fill", "#id_reason", "Đề nghị bổ sung đơn vị đón tiếp và kết quả làm việc."),
        ),
        "send-back",
    ),
    Scene(APPROVER, "", (CONFIRM,)),
    Scene(EDITOR, "/admin/", (), "desk-editor", ("#content > h1", ".desk-section >> nth=1"), 910),
    Scene(EDITOR, CHANGE, (), "returned", ("#content > h1", ".returned")),
    Scene(APPROVER, CHANGE, (("fill", "#id_persons", "14"), ("fill", "#id_count", "1"), SAVE)),
    Scene(
        EDITOR,
        "",
        (("fill", "#id_persons", "15"), ("fill", "#id_result_vi", "Ký ba bản ghi nhớ."), SAVE),
        "conflict",
        ("#content > h1", ".submit-row"),
    ),
    Scene(EDITOR, "", (("click", ".cancel-link"),)),
    # It is published, and changed afterwards.
    Scene(EDITOR, LIST, (*action("move_to_review"), CONFIRM)),
    Scene(APPROVER, LIST, action("move_to_published"), "publish"),
    Scene(APPROVER, "", (CONFIRM,)),
    Scene(
        EDITOR,
        CHANGE,
        (("fill", "#id_persons", "16"), ("fill", "#id_result_vi", "Ký ba bản ghi nhớ.")),
        "change-public",
        ("#content > h1", ".field-name_vi"),
    ),
    Scene(EDITOR, "", (SAVE,)),
    Scene(
        APPROVER,
        "/admin/",
        (),
        "desk-approver",
        ("#content > h1", ".desk-section >> nth=1"),
    ),
    Scene(
        APPROVER,
        "/admin/foreign_affairs/proposedchange/?status__exact=waiting",
        (("click", "#result_list tbody th a"),),
        "proposal",
    ),
    Scene(APPROVER, "", (("click", "[value=confirm]"),)),
    Scene(APPROVER, f"{DELEGATIONS}{{delegation}}/history/", (), "history", width=800, height=560),
    # What is only looked at, or not saved.
    Scene(
        EDITOR,
        ADD,
        (
            (
                "type",
                "#id_name_vi",
                "Doan Bi thu, Tinh truong Champasak tham va lam viec tai Binh Duong",
            ),
            ("await", "#similar-records a"),
        ),
        "similar-records",
        ("#content > h1", ".field-name_vi", "#similar-records"),
    ),
    Scene(
        EDITOR,
        f"{DELEGATIONS}?from=2019&to=2024",
        (),
        "period",
        ("#content > h1", "#changelist"),
        height=430,
    ),
    Scene(
        EDITOR,
        "/admin/partners/partner/?q=eindhoven",
        (("click", f"{EINDHOVEN} td:last-child a"),),
        "dossier",
        height=600,
    ),
    Scene(
        EDITOR,
        "/admin/partners/partner/?q=eindhoven",
        (
            ("click", f"{EINDHOVEN} th a"),
            ("click", ".object-tools a[href*='correction/add']"),
            ("select", "#id_channel", "telephone"),
            ("fill", "#id_claimant", "Nguyễn Văn A (ví dụ)"),
            ("fill", "#id_claim", "Trang ghi thiếu một chương trình hợp tác đã ký."),
        ),
        "correction",
        ("#content > h1", ".field-claim"),
    ),
    Scene(
        APPROVER,
        "/admin/indicators/observation/",
        (
            ("click", "#result_list tbody th a"),
            ("click", ".object-tools a[href*='correction/add']"),
            ("select", "#id_decision", "accepted"),
            ("check", "#id_withdraw_figure"),
        ),
        "withdraw-figure",
        ("fieldset:has(.field-decision) h2", ".field-text_vi"),
    ),
    Scene(
        APPROVER,
        "/admin/partners/partner/?q=eindhoven",
        action("move_to_withdrawn", "Thành phố Eindhoven"),
        "withdraw",
    ),
    Scene(
        EDITOR,
        f"{DELEGATIONS}import/",
        (("attach", "#id_import_file", "doan.csv", FILE), CONFIRM),
        "import",
        ("#content > h1", "#content table"),
    ),
    Scene(
        VISITOR,
        "/vi/partners/eindhoven/",
        (),
        "partner",
        ("body",),
        height=820,
    ),
)


def deletion_of(kept: str) -> Scene:
    """What a scene has made is deleted, by the name under which it is kept."""
    path = f"{DELEGATIONS}{{{kept}}}/delete/"
    return Scene(ADMINISTRATOR, path, (("click", "#content [type=submit]"),))
