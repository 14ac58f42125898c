from foreign_affairs.models import CooperationField, Country, CountryName, Owner, Source
from foreign_affairs.records.resources import RecordResource


class OwnerResource(RecordResource):
    model = Owner
    file_name = "owner"


class CountryResource(RecordResource):
    model = Country
    file_name = "countries"


class CountryNameResource(RecordResource):
    model = CountryName
    file_name = "country_names"


class CooperationFieldResource(RecordResource):
    model = CooperationField
    file_name = "cooperation_fields"


class SourceResource(RecordResource):
    model = Source
    file_name = "sources"
