"""Tables to take away from a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nicegui import ui

from reportqa.errors import ReportQAError
from reportqa.tables import Table, TableFormat, file_name
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

_NAMES = {TableFormat.CSV: "CSV", TableFormat.XLSX: "Excel", TableFormat.MARKDOWN: "Markdown"}


def export_buttons(service: Service, make: Callable[[], Table], say: Tongue) -> None:
    """One button a form, for the table of what is shown."""

    async def take(form: TableFormat) -> None:
        table = make()
        try:
            content = await service.run(lambda _: table.write(form))
        except ReportQAError as error:
            ui.notify(str(error), type="negative")
            return
        ui.download.content(content, file_name(table.title, form), form.media_type)

    with (
        ui.element("div")
        .classes("exports no-print")
        .props(f'role="group" aria-label="{say("导出", "Export")}"')
    ):
        ui.label(say("导出", "Export")).classes("hint")
        for form, name in _NAMES.items():
            ui.button(name, on_click=partial(take, form)).props("flat dense no-caps")
