"""The file that the benchmarks import: delegations with twelve columns, one of them a reference."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

COLUMNS = (
    *("code", "name_vi", "name_en", "direction", "rank", "channel", "status"),
    *("period", "persons", "purpose_vi", "decision_number", "agreement"),
)
AGREEMENTS = 50
"""So many agreements there are that the rows refer to: `agreement-0`, `agreement-1` …"""

SEED = 20_240_305
PLACES = ("Champasak", "Daejeon", "Yamaguchi", "Kratie", "Emilia-Romagna", "Quảng Đông", "Matanzas")
WHY_VI = (
    "Trao đổi kinh nghiệm về quản lý các khu công nghiệp và xúc tiến đầu tư tại {place}",
    "Chào xã giao lãnh đạo tỉnh và tìm hiểu môi trường đầu tư, kinh doanh",
    "Dự hội nghị hợp tác giữa hai địa phương, ký kết biên bản ghi nhớ về giáo dục",
    "Học tập mô hình đô thị thông minh, thăm các doanh nghiệp của {place}",
)


def write_file(file: Path, rows: int, *, changed: bool = False) -> Path:
    """Writes a CSV file as programs write them; the same one each time.

    With `changed` each row has another number of persons.
    """
    chance = random.Random(SEED)  # noqa: S311 - a file to measure with is no secret
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number in range(rows):
            place = chance.choice(PLACES)
            day = date(2010, 1, 1) + timedelta(days=chance.randrange(5_000))
            persons = chance.randint(1, 60)
            writer.writerow(
                (
                    f"delegation-{number:06}",
                    f"Đoàn công tác của {place} thăm và làm việc, chuyến thứ {number}",
                    f"Working visit {number} of {place}",
                    chance.choice(("in", "out", "exchange")),
                    chance.choice(("high_level", "business", "working", "people")),
                    chance.choice(("party", "state", "people", "not_stated")),
                    chance.choice(("planned", "carried_out", "reported")),
                    day.isoformat(),
                    persons + changed,
                    chance.choice(WHY_VI).format(place=place),
                    f"{chance.randint(1, 4_000)}/QĐ-UBND",
                    f"agreement-{chance.randrange(AGREEMENTS)}",
                )
            )
    return file
