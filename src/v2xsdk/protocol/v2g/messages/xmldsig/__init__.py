"""XML Signature as far as V2G uses it (W3C XML Signature Syntax and Processing)."""

from .key_info import DSAKeyValueType as DSAKeyValueType
from .key_info import KeyInfoItem as KeyInfoItem
from .key_info import KeyInfoType as KeyInfoType
from .key_info import KeyValueType as KeyValueType
from .key_info import PGPDataType as PGPDataType
from .key_info import RetrievalMethodType as RetrievalMethodType
from .key_info import RSAKeyValueType as RSAKeyValueType
from .key_info import SPKIDataType as SPKIDataType
from .key_info import X509DataItem as X509DataItem
from .key_info import X509DataType as X509DataType
from .key_info import X509IssuerSerialType as X509IssuerSerialType
from .objects import ManifestType as ManifestType
from .objects import ObjectType as ObjectType
from .objects import SignaturePropertiesType as SignaturePropertiesType
from .objects import SignaturePropertyType as SignaturePropertyType
from .reference import CanonicalizationMethodType as CanonicalizationMethodType
from .reference import DigestMethodType as DigestMethodType
from .reference import ReferenceType as ReferenceType
from .reference import SignatureMethodType as SignatureMethodType
from .reference import SignedInfoType as SignedInfoType
from .reference import TransformsType as TransformsType
from .reference import TransformType as TransformType
from .signature import SignatureType as SignatureType
from .signature import SignatureValueType as SignatureValueType
